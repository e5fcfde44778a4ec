// Small writers of the carriers: one line of a server, wrapped as each of them would.
export interface Carrier {
  readonly name: string;
  /** What a line becomes; undefined where this carrier cannot hold it on one line. */
  readonly wrap: (line: string, program: string) => string | undefined;
}

const oneLine =
  (wrap: (line: string, program: string) => string): Carrier['wrap'] =>
  (line, program) =>
    line.includes('\n') ? undefined : wrap(line, program);

export const CARRIERS: readonly Carrier[] = [
  { name: 'none', wrap: (line) => line },
  { name: 'rfc3164', wrap: oneLine((line, program) => `<30>Nov 22 15:55:15 ns1 ${program}[10960]: ${line}`) },
  { name: 'rfc3164', wrap: oneLine((line, program) => `Nov  2 15:55:15 ns1 ${program}: ${line}`) },
  {
    name: 'rfc3339',
    wrap: oneLine((line, program) => `2026-11-22T15:55:15.317794+00:00 ns1 ${program}[10960]: ${line}`),
  },
  { name: 'rfc3339', wrap: oneLine((line, program) => `2026-11-22T15:55:15+0000 ns1 ${program}[10960]: ${line}`) },
  {
    name: 'rfc5424',
    wrap: oneLine((line, program) => `<29>1 2026-11-22T15:55:37.980712+00:00 ns1 ${program} 12014 - -  ${line}`),
  },
  {
    name: 'rfc5424',
    wrap: oneLine(
      (line, program) => `<29>1 2026-11-22T15:55:37Z ns1 ${program} - - [a@1 b="]"] \u00ef\u00bb\u00bf${line}`,
    ),
  },
  {
    name: 'journal-json',
    wrap: (line, program) =>
      JSON.stringify({
        _HOSTNAME: 'ns1',
        MESSAGE: line,
        SYSLOG_IDENTIFIER: program,
        __REALTIME_TIMESTAMP: '1795363033723578',
      }),
  },
  {
    name: 'journal-json',
    wrap: (line, program) => JSON.stringify({ SYSLOG_IDENTIFIER: program, MESSAGE: [...Buffer.from(line, 'latin1')] }),
  },
  {
    name: 'docker',
    wrap: (line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T15:55:15.317794123Z' }),
  },
  { name: 'cri', wrap: oneLine((line) => `2026-11-22T15:55:15.317794123Z stderr F ${line}`) },
];
