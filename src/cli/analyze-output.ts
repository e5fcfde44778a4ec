// The ways out of `analyze` and `merge`: text, Markdown or JSON on stdout, a page in a file.

import { createHash } from 'node:crypto';
import type { AnalyzeOptions } from '../config.js';
import { reportHtml } from '../report/html.js';
import { reportMarkdown } from '../report/markdown.js';
import type { Report } from '../report/model.js';
import { reportText } from '../report/text.js';
import type { ReportStyle } from '../report/text-layout.js';
import { textStyle, writeOut } from './output.js';
import { writeWhole } from './whole-file.js';

/** Prints the report as asked for, and writes its page where one was asked for. Throws UserError `output-failed`. */
export async function printReport(
  report: Report,
  options: Pick<AnalyzeOptions, 'json' | 'markdown' | 'html'>,
): Promise<void> {
  if (options.json) await writeOut(`${JSON.stringify(report, null, 2)}\n`);
  else if (options.markdown) await writeOut(reportMarkdown(report));
  else await writeOut(reportText(report, reportStyle(process.stdout)));
  if (options.html !== undefined) await writeWhole(options.html, reportHtml(report, sha256));
}

/** Beyond this width lists would be too far from their numbers. */
const WIDEST = 200;

/** A report has lists that stand side by side, so it uses more of a wide terminal than prose does. */
function reportStyle(stream: NodeJS.WriteStream): ReportStyle {
  const style = textStyle(stream);
  return stream.isTTY === true ? { ...style, width: Math.min(WIDEST, stream.columns ?? style.width) } : style;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
