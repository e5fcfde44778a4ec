// Knot Resolver with debug logging: the answers it got from its upstream servers (lib/layer/iterate.c, lib/log.c; lines of 5.6).
import type { FormatSpec } from './spec.js';

export const knotResolver: FormatSpec = {
  name: 'knot-resolver',
  title: 'Knot Resolver',
  vendor: 'CZ.NIC',
  product: 'knot-resolver',
  versions: '5.6',
  enable: ["`log_level('debug')` shows the code of every answer from an upstream server"],
  limits: [
    'only the low four bits of a code are printed',
    'what clients got is not in this log, nor who asked',
    'the line with the code has no name: it is in the lines of the same request number',
  ],
  coverage: 'unknown',
  fourBit: true,
  programs: ['kresd', 'knot-resolver'],
  // Groups are padded to six letters; requests and their steps are numbered.
  prefixes: ['[{_:lower}{[    ]}{[  ]}{[ ]}]{[[{pointer:uint}.{_:uint}]]} '],
  kinds: [
    {
      kind: 'upstream-reply',
      layouts: ['  <= rcode: {rcode:headercode}'],
      event: { direction: 'received' },
    },
    // Its error numbers are an enumeration of its own: 6 is SERVFAIL there.
    { kind: 'selection-error', layouts: ['  => id: {_} noting selection error: {_:text}'] },
  ],
  samples: [
    {
      line: '[iterat][65536.02]   <= rcode: NOTIMPL',
      is: { kind: 'upstream-reply', rcode: 'NOTIMP', basis: 'explicit', direction: 'received' },
    },
    {
      line: '[iterat][65536.02]   <= rcode: REFUSED',
      is: { kind: 'upstream-reply', rcode: 'REFUSED', basis: 'explicit', direction: 'received' },
    },
    { line: '[iterat][65536.02]   <= rcode: ??', is: { noRcode: true } },
    { line: "[plan  ][00000.00] plan 'rcode: REFUSED' type 'NS' uid [65536.00]", is: { noRcode: true } },
    {
      line: "[select][65537.02]   => id: '19496' noting selection error: 'ns.example.org.'@'192.0.2.53#00053' zone cut: '.' error: 6 SERVFAIL",
      is: { noRcode: 'selection-error' },
    },
    { line: "[net ][65537.02]   => id: '1'", is: { noRcode: true } },
    { line: "[io    ] => connection to '192.0.2.53#00053' closed by peer (end of file)", is: { noRcode: true } },
    { line: '[system] loading config', is: { noRcode: true } },
    { line: '[INFO] loading config', is: { unrecognized: true } },
  ],
};
