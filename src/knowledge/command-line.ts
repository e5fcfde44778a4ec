// Command templates filled with names and addresses from a log, so that pasting the result is always safe.
// Names in a log are chosen by strangers: nothing of theirs may end the quotes, become an option or drive a terminal.

/** What is known about the case at hand; all of it optional. */
export interface CommandContext {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** Told to tools where it is not IN. */
  readonly class?: string | undefined;
  readonly zone?: string | undefined;
  readonly server?: string | undefined;
  /** Address, or `address#port`. */
  readonly upstream?: string | undefined;
  readonly client?: string | undefined;
  readonly key?: string | undefined;
}

/** Fills `{name}` and the like; what is missing becomes `<name>`, which no shell takes for a value. */
export function fillCommand(template: string, context: CommandContext): string {
  return template.replace(/@?\{([a-z]+)\}/g, (whole, slot: string) => {
    const at = whole.startsWith('@') ? '@' : '';
    const value = slot === 'keyfile' ? undefined : context[slot as keyof CommandContext];
    if (value === undefined || value === '') return `${at}<${slot}>`;
    if (slot === 'name' || slot === 'zone' || slot === 'key') return at + nameWord(value);
    if (slot === 'type') return classWord(context.class) + typeWord(value);
    return addressWords(at, value);
  });
}

/** The slots of a template that the context has no value for. */
export function missingSlots(template: string, context: CommandContext): string[] {
  const slots = Array.from(template.matchAll(/\{([a-z]+)\}/g), (match) => match[1]!);
  return slots.filter((slot) => !context[slot as keyof CommandContext]);
}

/** One word of a POSIX shell. Characters that could drive a terminal are dropped to `?`. */
export function shellWord(text: string): string {
  const visible = text.replace(/[^\u0020-\u007e]/g, '?');
  return /^[A-Za-z0-9_.:/%,=][A-Za-z0-9_.:/%,=@+-]*$/.test(visible) ? visible : `'${visible.replaceAll("'", `'\\''`)}'`;
}

/**
 * A domain or key name as one shell word in the presentation form that dig, rndc and unbound-control read. A first character
 * that those tools take for an option, a server or a comment is written `\DDD`, the same octet to DNS; a lone label gets its
 * final dot, since dig takes a bare `mx` or `in` for a type or class.
 */
function nameWord(name: string): string {
  const octets = Array.from(name, (character) =>
    /[\u0021-\u007e]/.test(character)
      ? character
      : Array.from(new TextEncoder().encode(character), escapedOctet).join(''),
  ).join('');
  const risky = /^(?:[^A-Za-z0-9_*\\.]|ixfr=)/i.test(octets);
  const safe = risky ? escapedOctet(octets.charCodeAt(0)) + octets.slice(1) : octets;
  return shellWord(safe.includes('.') ? safe : `${safe}.`);
}

const escapedOctet = (octet: number): string => `\\${String(octet).padStart(3, '0')}`;

function classWord(name: string | undefined): string {
  return name === undefined || name === 'IN' || !/^(?:CH|HS|CLASS\d{1,5})$/.test(name) ? '' : `-c ${name} `;
}

function typeWord(type: string): string {
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(type) ? type : `-t ${shellWord(type)}`;
}

function addressWords(at: string, value: string): string {
  const [, address = value, port] = /^(.*?)[#@](\d{1,5})$/.exec(value) ?? [];
  const word = /^[0-9A-Fa-f.:]+(?:%[\w.-]+)?$/.test(address) ? address : shellWord(address);
  return port === undefined || port === '53' || at === '' ? at + word : `${at}${word} -p ${port}`;
}
