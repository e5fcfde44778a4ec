// `explain` and `compare`: wires the knowledge to the command line.
import type { z } from 'zod';
import type { EXPLAIN_OPTIONS, KNOWLEDGE_OPTIONS } from '../config.js';
import { UserError } from '../errors.js';
import { compareCommand } from './compare.js';
import { explainCommand } from './explain.js';
import { explainLines } from './explain-line.js';
import { textStyle, writeOut } from './output.js';

type KnowledgeOptions = z.infer<typeof KNOWLEDGE_OPTIONS>;

export async function explainAndPrint(
  args: readonly string[],
  options: z.infer<typeof EXPLAIN_OPTIONS>,
): Promise<number> {
  const { fromLog } = options;
  if (fromLog !== undefined) {
    if (args.length > 0)
      throw new UserError('usage', `both a line and ${args[0]}`, 'give codes, or one line with --from-log (in quotes)');
    return explainLines(fromLog, { ...textStyle(process.stdout), json: options.json, markdown: options.markdown });
  }
  if (args.length === 0)
    throw new UserError('usage', 'nothing to explain', "give codes, such as 22 or NXDOMAIN, or --from-log 'LINE'");
  await writeOut(
    explainCommand([...args], { ...textStyle(process.stdout), json: options.json, markdown: options.markdown }),
  );
  return 0;
}

export async function compareAndPrint(args: readonly string[], options: KnowledgeOptions): Promise<number> {
  await writeOut(
    compareCommand(args[0]!, args[1]!, {
      ...textStyle(process.stdout),
      json: options.json,
      markdown: options.markdown,
    }),
  );
  return 0;
}
