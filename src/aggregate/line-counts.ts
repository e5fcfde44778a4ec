// What became of the lines read: the account that has to come out even.

/** `read = events + noRcode + unrecognized + oversize`, always. */
export interface LineCounts {
  read: number;
  events: number;
  noRcode: number;
  unrecognized: number;
  oversize: number;
}

export const newLineCounts = (): LineCounts => ({ read: 0, events: 0, noRcode: 0, unrecognized: 0, oversize: 0 });

/** Adds `lines` to `sum`, in place. */
export function addLines(sum: LineCounts, lines: Readonly<LineCounts>): void {
  for (const key of Object.keys(sum) as (keyof LineCounts)[]) sum[key] += lines[key];
}
