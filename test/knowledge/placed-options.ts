// Where each option that the advice names stands in a configuration, and where the versions were looked up that are not installed.
import type { BindOption, UnboundOption } from '../../src/knowledge/options.js';

export type BindPlace = 'options' | 'rate-limit' | 'server' | 'key' | 'view' | 'primary' | 'updated' | 'secondary';
export type UnboundPlace = 'server' | 'auth-zone' | 'rpz' | 'forward-zone' | 'stub-zone' | 'clause';

const NAMES = '{ none; }';

/** Each option once, at a place where named accepts it. */
export const BIND_PLACES: Readonly<Record<BindOption, readonly [BindPlace, string]>> = {
  'allow-notify': ['secondary', NAMES],
  'allow-query': ['options', NAMES],
  'allow-query-cache': ['options', NAMES],
  'allow-query-on': ['options', NAMES],
  'allow-recursion': ['options', NAMES],
  'allow-recursion-on': ['options', NAMES],
  'allow-transfer': ['options', NAMES],
  'allow-update': ['updated', NAMES],
  'allow-update-forwarding': ['secondary', NAMES],
  'also-notify': ['options', '{ 192.0.2.1; }'],
  'answer-cookie': ['options', 'yes'],
  blackhole: ['options', NAMES],
  'check-names': ['options', 'response ignore'],
  'cookie-algorithm': ['options', 'siphash24'],
  'cookie-secret': ['options', '"00112233445566778899aabbccddeeff"'],
  'disable-algorithms': ['options', '"a.example" { RSASHA1; }'],
  'disable-ds-digests': ['options', '"a.example" { SHA-1; }'],
  'disable-empty-zone': ['options', '"10.in-addr.arpa"'],
  'dnssec-policy': ['primary', 'default'],
  'dnssec-validation': ['options', 'no'],
  edns: ['server', 'no'],
  'edns-udp-size': ['options', '1232'],
  'edns-version': ['server', '0'],
  'empty-zones-enable': ['options', 'yes'],
  'errors-per-second': ['rate-limit', '5'],
  'exempt-clients': ['rate-limit', NAMES],
  'fetches-per-server': ['options', '100'],
  'fetches-per-zone': ['options', '100'],
  forwarders: ['options', '{ 192.0.2.1; }'],
  key: ['key', ''],
  keys: ['server', '{ "a.key"; }'],
  'match-clients': ['view', '{ any; }'],
  'max-ncache-ttl': ['options', '3600'],
  'max-recursion-depth': ['options', '7'],
  'max-recursion-queries': ['options', '100'],
  'max-stale-ttl': ['options', '1d'],
  'max-udp-size': ['options', '1232'],
  'minimal-any': ['options', 'yes'],
  'minimal-responses': ['options', 'yes'],
  'nocookie-udp-size': ['options', '1232'],
  'nta-lifetime': ['options', '1h'],
  'nxdomains-per-second': ['rate-limit', '5'],
  primaries: ['secondary', '{ 192.0.2.1; }'],
  'provide-ixfr': ['options', 'yes'],
  querylog: ['options', 'yes'],
  'rate-limit': ['rate-limit', ''],
  recursion: ['options', 'yes'],
  'recursive-clients': ['options', '1000'],
  'request-ixfr': ['options', 'yes'],
  'require-server-cookie': ['options', 'yes'],
  'resolver-query-timeout': ['options', '10000'],
  'response-policy': ['view', '{ zone "primary.example"; }'],
  responselog: ['options', 'yes'],
  secret: ['key', '"c2VjcmV0c2VjcmV0c2VjcmV0"'],
  algorithm: ['key', 'hmac-sha256'],
  'send-cookie': ['options', 'yes'],
  'servfail-ttl': ['options', '1'],
  slip: ['rate-limit', '2'],
  'stale-answer-enable': ['options', 'yes'],
  'synth-from-dnssec': ['options', 'yes'],
  'tkey-gssapi-keytab': ['options', '"/etc/a.keytab"'],
  'transfers-out': ['options', '10'],
  'trust-anchors': ['view', `{ "a.example" static-ds 12345 13 2 "${'ab'.repeat(32)}"; }`],
  'update-policy': ['primary', 'local'],
  'validate-except': ['options', '{ "corp"; }'],
};

/** Each option once, at a place where Unbound accepts it. */
export const UNBOUND_PLACES: Readonly<Record<UnboundOption, readonly [UnboundPlace, string]>> = {
  'access-control': ['server', '10.0.0.0/8 allow'],
  'access-control-view': ['server', '10.0.0.0/8 inside'],
  'aggressive-nsec': ['server', 'yes'],
  'allow-notify': ['auth-zone', '192.0.2.1'],
  'answer-cookie': ['server', 'yes'],
  'auth-zone': ['clause', ''],
  'auto-trust-anchor-file': ['server', '"FOLDER/root.key"'],
  'cache-max-negative-ttl': ['server', '3600'],
  'cookie-secret': ['server', '00112233445566778899aabbccddeeff'],
  'cookie-secret-file': ['server', '"FOLDER/cookies"'],
  'deny-any': ['server', 'yes'],
  'disable-edns-do': ['server', 'no'],
  'discard-timeout': ['server', '1900'],
  'domain-insecure': ['server', '"a.example"'],
  ede: ['server', 'yes'],
  'ede-serve-expired': ['server', 'yes'],
  'edns-buffer-size': ['server', '1232'],
  'forward-addr': ['forward-zone', '192.0.2.1'],
  'harden-below-nxdomain': ['server', 'yes'],
  'harden-dnssec-stripped': ['server', 'yes'],
  'harden-large-queries': ['server', 'yes'],
  'harden-short-bufsize': ['server', 'yes'],
  'infra-host-ttl': ['server', '900'],
  'interface-action': ['server', '127.0.0.1 allow'],
  'ip-ratelimit': ['server', '1000'],
  'ip-ratelimit-cookie': ['server', '1000'],
  'local-data': ['server', '"a.local.example. A 192.0.2.1"'],
  'local-zone': ['server', '"local.example." static'],
  'log-local-actions': ['server', 'yes'],
  'log-replies': ['server', 'yes'],
  'log-servfail': ['server', 'yes'],
  'max-sent-count': ['server', '32'],
  'minimal-responses': ['server', 'yes'],
  'num-queries-per-thread': ['server', '1024'],
  primary: ['auth-zone', '192.0.2.1'],
  ratelimit: ['server', '1000'],
  'ratelimit-for-domain': ['server', 'a.example 1000'],
  rpz: ['clause', ''],
  'rpz-log': ['rpz', 'yes'],
  'serve-expired': ['server', 'yes'],
  'serve-expired-ttl': ['server', '3600'],
  'stub-addr': ['stub-zone', '192.0.2.1'],
  'unblock-lan-zones': ['server', 'yes'],
  'val-bogus-ttl': ['server', '60'],
  'val-log-level': ['server', '2'],
  'val-permissive-mode': ['server', 'no'],
  'wait-limit': ['server', '1000'],
};

export interface Lookup {
  readonly product: 'bind' | 'unbound';
  readonly option: string;
  readonly since: string;
  /** The release whose source has the keyword, and the one before, which lacks it. */
  readonly source: string;
}

const lexer = (has: string, lacks: string): string =>
  `util/configlexer.lex: in release-${has}, not in release-${lacks}`;

/** Options newer than BIND 9.18.49 and Unbound 1.17.1, looked up in the sources of the releases; no server here can confirm them. */
export const LOOKED_UP: readonly Lookup[] = [
  {
    product: 'bind',
    option: 'responselog',
    since: '9.20.3 and 9.21.2',
    source: 'lib/isccfg/namedconf.c: in v9.20.3 and v9.21.2, not in v9.20.2 and v9.21.1',
  },
  { product: 'unbound', option: 'answer-cookie', since: '1.18.0', source: lexer('1.18.0', '1.17.1') },
  { product: 'unbound', option: 'cookie-secret', since: '1.18.0', source: lexer('1.18.0', '1.17.1') },
  { product: 'unbound', option: 'ip-ratelimit-cookie', since: '1.18.0', source: lexer('1.18.0', '1.17.1') },
  { product: 'unbound', option: 'disable-edns-do', since: '1.19.0', source: lexer('1.19.0', '1.18.0') },
  { product: 'unbound', option: 'discard-timeout', since: '1.20.0', source: lexer('1.20.0', '1.19.3') },
  { product: 'unbound', option: 'wait-limit', since: '1.20.0', source: lexer('1.20.0', '1.19.3') },
  { product: 'unbound', option: 'cookie-secret-file', since: '1.21.0', source: lexer('1.21.0', '1.20.0') },
];
