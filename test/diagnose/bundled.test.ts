// Why each failure of the bundled logs is one, held against lists that were read line by line.
import { describe, expect, it } from 'vitest';
import { type Answer, answersOf, BUNDLED, bundledLog } from './bundled-logs.js';

const LISTED = new Set(['SERVFAIL', 'REFUSED', 'NXDOMAIN']);

function row({ line, code, cause }: Answer): string {
  return cause === undefined
    ? `${line}\t${code}\t-\t-`
    : `${line}\t${code}\t${cause.line}\t${cause.reason}${cause.cached ? ' cached' : ''}`;
}

describe.each(BUNDLED)('%s', (path) => {
  const { answers, unknownTexts } = answersOf(bundledLog(path));

  it('explains its failures as they were read, and no other', async () => {
    const listed = answers
      .filter(({ code, cause }) => LISTED.has(code) && !(code === 'NXDOMAIN' && cause === undefined))
      .sort((a, b) => a.line - b.line);
    const genuine = answers.filter(({ code, cause }) => code === 'NXDOMAIN' && cause === undefined).length;
    const text = [
      'response line\tcode\tcause line\treason',
      ...listed.map(row),
      `NXDOMAIN without a cause: ${genuine}`,
    ];
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot(
      `../golden/reasons/${path.replace('/', '-').replace(/\.log(\.gz)?$/, '')}.tsv`,
    );
  });

  it('knows every text about a failure', () => {
    expect(unknownTexts).toEqual([]);
  });

  it('finds no cause behind its effect', () => {
    expect(answers.filter(({ line, cause }) => cause !== undefined && cause.line > line)).toEqual([]);
  });
});
