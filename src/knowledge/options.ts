// Configuration options of BIND and Unbound that the advice names, with the first version that accepts each.
// Versions: the option's keyword looked up in lib/isccfg/namedconf.c (BIND 9.0.0 to 9.21.25) and in util/configlexer.lex
// (Unbound 0.0 to 1.26.0) of every release; options of a development branch are also given for the stable one.

interface Known {
  readonly since: string;
  readonly does: string;
}

export const BIND_OPTIONS = {
  'allow-notify': { since: '9.1', does: 'who may send NOTIFY besides the primaries' },
  'allow-query': { since: '9.0', does: 'who may ask at all' },
  'allow-query-cache': { since: '9.4', does: 'who may get answers from the cache' },
  'allow-query-on': { since: '9.5', does: 'on which local addresses anybody may ask' },
  'allow-recursion': { since: '9.0', does: 'who may have names resolved' },
  'allow-recursion-on': { since: '9.5', does: 'on which local addresses recursion is offered' },
  'allow-transfer': { since: '9.0', does: 'who may transfer a zone; default none from 9.20, any before' },
  'allow-update': { since: '9.0', does: 'who may update a zone' },
  'allow-update-forwarding': { since: '9.0', does: 'whose updates a secondary passes to the primary; default none' },
  'also-notify': { since: '9.0', does: 'further servers to notify of a new serial' },
  'answer-cookie': { since: '9.11.4', does: 'whether COOKIE options are answered' },
  blackhole: { since: '9.0', does: 'addresses that get no answer and are never asked' },
  'check-names': { since: '9.0', does: 'what happens to names with odd characters' },
  'cookie-algorithm': { since: '9.11', does: 'how server cookies are made; equal on all nodes of one address' },
  'cookie-secret': { since: '9.11', does: 'the secret of server cookies; equal on all nodes of one address' },
  'disable-algorithms': { since: '9.3', does: 'DNSSEC algorithms to treat as unknown' },
  'disable-ds-digests': { since: '9.10', does: 'DS digest types to treat as unknown' },
  'disable-empty-zone': { since: '9.4', does: 'switches off one built-in empty zone' },
  'dnssec-policy': { since: '9.16', does: 'keys, signatures and rollovers of a signed zone' },
  'dnssec-validation': { since: '9.4', does: 'validation; turning it off removes protection for every zone' },
  edns: { since: '9.2', does: 'whether EDNS is used toward one server (in a server block)' },
  'edns-udp-size': { since: '9.3', does: 'the answer size we offer to accept over UDP' },
  'edns-version': { since: '9.11', does: 'the highest EDNS version sent to one server' },
  'empty-zones-enable': { since: '9.4', does: 'built-in empty zones for private address ranges' },
  'errors-per-second': { since: '9.10', does: 'error answers a client prefix may get (in rate-limit)' },
  'exempt-clients': { since: '9.10', does: 'clients that response rate limiting leaves alone (in rate-limit)' },
  'fetches-per-server': { since: '9.11', does: 'lookups at once toward one server; what exceeds it fails' },
  'fetches-per-zone': { since: '9.11', does: 'lookups at once in one zone; what exceeds it is dropped by default' },
  forwarders: { since: '9.0', does: 'the servers that questions are passed to' },
  key: { since: '9.0', does: 'a TSIG key: its name, algorithm and secret' },
  keys: { since: '9.0', does: 'the key used toward one server (in a server block)' },
  'match-clients': { since: '9.0', does: 'which clients a view is for' },
  'max-ncache-ttl': { since: '9.0', does: 'the longest time a negative answer is kept' },
  'max-recursion-depth': { since: '9.9.7', does: 'how deep one lookup may go through other lookups' },
  'max-recursion-queries': { since: '9.9.7', does: 'queries sent for one lookup' },
  'max-stale-ttl': { since: '9.12', does: 'how long expired data may still be served' },
  'max-udp-size': { since: '9.4', does: 'the largest answer sent over UDP' },
  'minimal-any': { since: '9.11', does: 'short answers to ANY over UDP' },
  'minimal-responses': { since: '9.2', does: 'leaves optional records out of answers' },
  'nocookie-udp-size': { since: '9.11', does: 'the largest UDP answer to a client without a cookie' },
  'nta-lifetime': { since: '9.11', does: 'how long a negative trust anchor lasts' },
  'nxdomains-per-second': { since: '9.10', does: 'NXDOMAIN answers a client prefix may get (in rate-limit)' },
  primaries: { since: '9.16.12', does: 'where a secondary gets its zone (masters in older versions)' },
  'provide-ixfr': { since: '9.0', does: 'whether incremental transfers are offered' },
  querylog: { since: '9.1', does: 'logs each question; it also raises failures to level info' },
  'rate-limit': { since: '9.10', does: 'response rate limiting' },
  recursion: { since: '9.0', does: 'whether this server resolves names for clients' },
  'recursive-clients': { since: '9.0', does: 'how many clients may wait for an answer at once' },
  'request-ixfr': { since: '9.0', does: 'whether a secondary asks for incremental transfers' },
  'require-server-cookie': {
    since: '9.11',
    does: 'demands a valid server cookie from clients that send a COOKIE option',
  },
  'resolver-query-timeout': { since: '9.8', does: 'how long one lookup may take' },
  'response-policy': { since: '9.8', does: 'response policy zones (RPZ) that change answers' },
  responselog: { since: '9.20.3 and 9.21.2', does: 'logs the code of each answer' },
  secret: { since: '9.0', does: 'the shared secret of a TSIG key (in a key block)' },
  algorithm: {
    since: '9.0',
    does: 'the algorithm of a TSIG key; a suffix such as -128 is the shortest MAC accepted, in bits',
  },
  'send-cookie': { since: '9.11', does: 'whether a COOKIE option goes out with our questions' },
  'servfail-ttl': { since: '9.11', does: 'how long a failure is remembered; default 1 s, at most 30 s' },
  slip: { since: '9.10', does: 'every how many limited answers one is sent truncated (in rate-limit)' },
  'stale-answer-enable': { since: '9.12', does: 'serves expired data while the authorities fail' },
  'synth-from-dnssec': { since: '9.12', does: 'negative answers made from cached NSEC records' },
  'tkey-gssapi-keytab': { since: '9.8', does: 'the Kerberos keytab for GSS-TSIG' },
  'transfers-out': { since: '9.0', does: 'how many transfers may go out at once' },
  'trust-anchors': { since: '9.16', does: 'the keys that validation starts from' },
  'update-policy': { since: '9.0', does: 'who may update which names and types' },
  'validate-except': { since: '9.14', does: 'zones left unvalidated for good; a negative trust anchor ends by itself' },
} as const satisfies Record<string, Known>;

export const UNBOUND_OPTIONS = {
  'access-control': { since: '1.0', does: 'who may ask; allow_cookie (1.18) wants a valid cookie or TCP' },
  'access-control-view': { since: '1.6.0', does: 'the view for a client prefix' },
  'aggressive-nsec': { since: '1.7.0', does: 'negative answers made from cached NSEC records' },
  'allow-notify': { since: '1.7.1', does: 'who may send NOTIFY for an auth-zone' },
  'answer-cookie': { since: '1.18.0', does: 'answers COOKIE options; default no' },
  'auth-zone': { since: '1.7.0', does: 'a zone that Unbound holds a copy of' },
  'auto-trust-anchor-file': { since: '1.4.0', does: 'the trust anchor that follows key rollovers' },
  'cache-max-negative-ttl': { since: '1.5.4', does: 'the longest time a negative answer is kept' },
  'cookie-secret': { since: '1.18.0', does: 'the secret of server cookies; equal on all nodes of one address' },
  'cookie-secret-file': { since: '1.21.0', does: 'cookie secrets in a file, for rollovers' },
  'deny-any': { since: '1.8.2', does: 'empty answers to ANY' },
  'disable-edns-do': { since: '1.19.0', does: 'sends no DO bit upstream; validation cannot work then' },
  'discard-timeout': { since: '1.20.0', does: 'age at which an answer is no longer sent' },
  'domain-insecure': { since: '1.3.0', does: 'a zone left unvalidated' },
  ede: { since: '1.16.0', does: 'extended errors in answers; default no' },
  'ede-serve-expired': { since: '1.16.0', does: 'marks stale answers with an extended error' },
  'edns-buffer-size': { since: '1.4.0', does: 'the answer size we offer to accept over UDP' },
  'forward-addr': { since: '1.0', does: 'the servers that questions are passed to (in forward-zone)' },
  'harden-below-nxdomain': { since: '1.4.8', does: 'nothing is looked up below a name known to be absent' },
  'harden-dnssec-stripped': { since: '1.0', does: 'unsigned data from a signed zone is an error' },
  'harden-large-queries': { since: '1.0', does: 'ignores very large queries' },
  'harden-short-bufsize': { since: '1.0', does: 'ignores very small EDNS sizes' },
  'infra-host-ttl': { since: '1.0', does: 'how long the state of an upstream server is remembered' },
  'interface-action': { since: '1.17.0', does: 'who may ask, by interface' },
  'ip-ratelimit': { since: '1.6.1', does: 'questions per second from one client; what exceeds it is dropped' },
  'ip-ratelimit-cookie': { since: '1.18.0', does: 'the same limit for clients with a valid cookie' },
  'local-data': { since: '1.0', does: 'records of our own that replace real ones' },
  'local-zone': { since: '1.0', does: 'a zone answered by local policy' },
  'log-local-actions': { since: '1.8.0', does: 'logs answers that a local-zone made' },
  'log-replies': { since: '1.6.1', does: 'logs the code of each answer' },
  'log-servfail': { since: '1.8.0', does: 'logs why an answer was SERVFAIL' },
  'max-sent-count': { since: '1.17.1', does: 'queries sent for one lookup' },
  'minimal-responses': { since: '1.4.17', does: 'leaves optional records out of answers' },
  'num-queries-per-thread': { since: '1.0', does: 'how many questions may wait at once' },
  primary: { since: '1.12.0', does: 'where an auth-zone gets its copy (master in older versions)' },
  ratelimit: { since: '1.5.4', does: 'questions per second sent into one zone; what exceeds it gets SERVFAIL' },
  'ratelimit-for-domain': { since: '1.5.4', does: 'another limit for one zone' },
  rpz: { since: '1.10.0', does: 'a response policy zone' },
  'rpz-log': { since: '1.10.0', does: 'logs answers that a policy zone changed' },
  'serve-expired': { since: '1.6.0', does: 'serves expired data while the authorities fail' },
  'serve-expired-ttl': { since: '1.8.0', does: 'how long expired data may still be served' },
  'stub-addr': { since: '1.0', does: 'the authoritative servers of one zone (in stub-zone)' },
  'unblock-lan-zones': { since: '1.5.0', does: 'resolves reverse names of private addresses' },
  'val-bogus-ttl': { since: '1.0', does: 'how long a failed validation is remembered' },
  'val-log-level': { since: '1.3.3', does: '2 logs why validation failed' },
  'val-permissive-mode': { since: '1.0', does: 'lets bogus data through; it turns protection off' },
  'wait-limit': { since: '1.20.0', does: 'unanswered questions per client; what exceeds it is dropped' },
} as const satisfies Record<string, Known>;

export type BindOption = keyof typeof BIND_OPTIONS;
export type UnboundOption = keyof typeof UNBOUND_OPTIONS;
export type Product = 'bind' | 'unbound';

export interface Option {
  readonly product: Product;
  readonly name: string;
  readonly since: string;
  readonly does: string;
}

export const PRODUCT_TITLES: Readonly<Record<Product, string>> = { bind: 'BIND', unbound: 'Unbound' };

export function bindOption(name: BindOption): Option {
  return { product: 'bind', name, ...BIND_OPTIONS[name] };
}

export function unboundOption(name: UnboundOption): Option {
  return { product: 'unbound', name, ...UNBOUND_OPTIONS[name] };
}

/** `allow-query (BIND, since 9.0): who may ask at all`. */
export function optionLine(option: Option): string {
  return `${option.name} (${PRODUCT_TITLES[option.product]}, since ${option.since}): ${option.does}`;
}

/** Whether a release has an option. `since` may name a version for each branch: `9.20.3 and 9.21.2`. */
export function knows(version: string, since: string): boolean {
  const have = numbers(version);
  const branches = since.split(' and ').map(numbers);
  const needed = branches.find((branch) => branch[1] === have[1]) ?? branches[0]!;
  for (let i = 0; i < needed.length; i++) {
    if ((have[i] ?? 0) !== needed[i]!) return (have[i] ?? 0) > needed[i]!;
  }
  return true;
}

const numbers = (version: string): number[] => (version.match(/\d+/g) ?? []).slice(0, 3).map(Number);

/** Options whose hyphenated names stand in a text, so that a reader can be told their product and version. */
export function optionsNamedIn(text: string): Option[] {
  const words = new Set(text.match(/[a-z]+(?:-[a-z]+)+|\bresponselog\b|\bquerylog\b|\bblackhole\b/g));
  const found: Option[] = [];
  for (const name of Object.keys(BIND_OPTIONS) as BindOption[]) if (words.has(name)) found.push(bindOption(name));
  for (const name of Object.keys(UNBOUND_OPTIONS) as UnboundOption[])
    if (words.has(name)) found.push(unboundOption(name));
  return found;
}
