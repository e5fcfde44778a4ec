// Every envelope there is, in the order in which detection prefers them when two fit equally well: none at all comes last,
// because a server's free text can look as if it held what a carrier wrote.
import type { EnvelopeSpec } from './spec.js';

const PROGRAM = '{program}{[[{pid:word}]]}: ';

const none: EnvelopeSpec = {
  name: 'none',
  title: 'the server writes the file itself',
  layouts: [''],
  samples: [{ line: 'text', message: 'text' }],
};

const rfc3164: EnvelopeSpec = {
  name: 'rfc3164',
  title: 'traditional syslog file; journalctl -o short and short-precise',
  layouts: [`{[<{_:uint}>]}{time:syslogtime} {host} ${PROGRAM}`],
  samples: [
    {
      line: 'Nov 22 15:55:15 ns1 named[10960]: running',
      message: 'running',
      program: 'named',
      host: 'ns1',
      time: 'year-less',
    },
    {
      line: 'Nov  2 15:54:57 resolver1 unbound: [9971:0] info: x',
      message: '[9971:0] info: x',
      program: 'unbound',
      host: 'resolver1',
      time: 'year-less',
    },
    {
      line: '<29>Nov 22 15:55:15 ns1 named[10960]: running',
      message: 'running',
      program: 'named',
      host: 'ns1',
      time: 'year-less',
    },
  ],
};

const rfc3339: EnvelopeSpec = {
  name: 'rfc3339',
  title: 'rsyslog with ISO time stamps; journalctl -o short-iso and short-iso-precise',
  layouts: [`{[<{_:uint}>]}{time:iso} {host} ${PROGRAM}`],
  samples: [
    {
      line: '2026-11-22T15:55:15.317794+00:00 dns-b named[10992]: running',
      message: 'running',
      program: 'named',
      host: 'dns-b',
      time: 1795362915317,
    },
    {
      line: '2026-11-22T15:57:13+0000 host unbound[13297]: [13297:0] info: x',
      message: '[13297:0] info: x',
      program: 'unbound',
      host: 'host',
      time: 1795363033000,
    },
  ],
};

const rfc5424: EnvelopeSpec = {
  name: 'rfc5424',
  title: 'syslog protocol, RFC 5424',
  layouts: ['<{_:uint}>1 {({time:iso}|-)} {host} {program} {pid:word} {_:word} {_:sd}{[ ]}'],
  samples: [
    {
      line: '<29>1 2026-11-22T15:55:37.980712+00:00 dns-c named 12014 - -  running',
      message: 'running',
      program: 'named',
      host: 'dns-c',
      time: 1795362937980,
    },
    {
      line: '<30>1 - h unbound - - [a@1 k="v ] \\] x"][b@1] [1:0] info: x',
      message: '[1:0] info: x',
      program: 'unbound',
      host: 'h',
    },
  ],
};

const journalJson: EnvelopeSpec = {
  name: 'journal-json',
  title: 'journalctl -o json',
  json: {
    message: 'MESSAGE',
    time: ['_SOURCE_REALTIME_TIMESTAMP', '__REALTIME_TIMESTAMP'],
    timeUnit: 'microseconds',
    program: ['SYSLOG_IDENTIFIER', '_COMM'],
    host: '_HOSTNAME',
  },
  samples: [
    {
      line: '{"MESSAGE":"[1:0] info: \\"x\\"\\u00e9","SYSLOG_IDENTIFIER":"unbound","__REALTIME_TIMESTAMP":"1795363033723578","_HOSTNAME":"h"}',
      message: '[1:0] info: "x"\u00e9',
      program: 'unbound',
      host: 'h',
      time: 1795363033723,
    },
    {
      line: '{"__REALTIME_TIMESTAMP":"1795363033723578","MESSAGE":[114,117,110,255]}',
      message: 'run\u00ff',
      time: 1795363033723,
    },
  ],
};

const docker: EnvelopeSpec = {
  name: 'docker',
  title: 'Docker json-file',
  json: { message: 'log', time: ['time'], timeUnit: 'iso', newlineEnds: true, stream: 'stream' },
  pieces: true,
  samples: [
    {
      line: '{"log":"running\\n","stream":"stdout","time":"2026-11-22T15:55:15.317794123Z"}',
      message: 'running',
      time: 1795362915317,
    },
  ],
};

const cri: EnvelopeSpec = {
  name: 'cri',
  title: 'Kubernetes CRI (containerd, CRI-O)',
  layouts: ['{time:iso} {(stdout|stderr)} {action:upper} '],
  pieces: true,
  samples: [{ line: '2026-11-22T15:55:15.317794123Z stdout F running', message: 'running', time: 1795362915317 }],
};

export const ENVELOPES: readonly EnvelopeSpec[] = [rfc3164, rfc3339, rfc5424, journalJson, docker, cri, none];
