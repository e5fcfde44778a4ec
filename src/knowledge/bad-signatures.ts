// Advice where a signed request did not pass: which of the two sides is wrong, and in what.

import { type Advice, BIND_CONFIG, CLOCK, type Said, withKey } from './advice.js';

const NEW_KEY = {
  run: 'tsig-keygen -a hmac-sha256 {key}',
  shows: 'makes a new secret, for both ends',
  product: 'bind',
} as const;
const PEER_STATUS = { run: 'chronyc tracking', shows: 'how far this host is off; run it on both ends' } as const;

const peer = (said: Said): string => said.client ?? 'a client';
const signed = (said: Said): string =>
  `The request of ${peer(said)}${said.key === undefined ? '' : `, signed${withKey(said)},`}`;

export const BAD_SIGNATURES = {
  'tsig-secret': {
    gist: 'secrets differ',
    summary: (said) =>
      `${signed(said)} carries another MAC than we compute: in almost every case the two sides hold different secrets.`,
    steps: [
      {
        text: 'With the operator of that host, compare the secrets on both ends by a hash, not by eye.',
      },
      {
        text: 'Mistyped, or changed on one side only? Repair that. The secrets agree? See whether a DNS proxy or NAT between the two rewrites the message.',
      },
      { text: 'If two secrets share one key name, move to a new name.' },
      { text: 'Many sources and key names? Somebody is guessing: restrict by address as well.' },
    ],
    commands: [BIND_CONFIG, NEW_KEY],
    bind: ['key', 'secret', 'algorithm', 'keys'],
    unbound: [],
    actor: 'zone owner',
  },
  'tsig-key': {
    gist: 'unknown key',
    summary: (said) =>
      `${signed(said)} names a key that we do not have under that name and algorithm; the secret was never tested.`,
    steps: [
      { text: 'Compare the name letter by letter with the key blocks here, and the algorithm too: both must match.' },
      { text: 'The key is there? Then it stands in another view, or the configuration was not reloaded.' },
      { text: 'It is missing? Add it here, or have that host use a key that we have.' },
      { text: 'With GSS-TSIG the negotiated key has expired: renew the credentials, check the keytab.' },
    ],
    commands: [BIND_CONFIG],
    bind: ['key', 'algorithm', 'keys', 'tkey-gssapi-keytab', 'match-clients'],
    unbound: [],
    actor: 'zone owner',
  },
  'tsig-time': {
    gist: 'clocks differ',
    summary: (said) =>
      `${signed(said)} carries a time too far from our clock (more than 300 seconds as a rule), or is a replay.`,
    steps: [
      {
        text: 'This peer only: its clock is wrong, and its operator corrects it. All peers at once: our clock is wrong.',
      },
      { text: 'A difference close to whole hours means that local time was taken for UTC.' },
      { text: 'Do not widen the fudge to hide it: that lengthens the time in which a message can be replayed.' },
    ],
    commands: [PEER_STATUS, CLOCK],
    bind: ['key'],
    unbound: [],
    actor: 'client operator',
  },
  'tsig-length': {
    gist: 'MAC too short',
    summary: (said) => `${signed(said)} carries a shortened MAC, shorter than we accept for that key.`,
    steps: [
      { text: 'On that host, look at the algorithm of the key: a suffix such as -128 shortens the MAC. Remove it.' },
      { text: 'If the short form is wanted, set the same number of bits on both ends, 128 or more.' },
      { text: 'Neither TCP nor a larger message size changes anything.' },
    ],
    commands: [BIND_CONFIG],
    bind: ['key', 'algorithm'],
    unbound: [],
    actor: 'client operator',
  },
} as const satisfies Record<string, Advice>;
