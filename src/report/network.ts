// The network that a client's address is reported under.

/**
 * `192.0.2.7` is of `192.0.2.0/24`, `2001:db8::7` of `2001:db8::/64` (RFC 4291 section 2.5.4: subnets are /64). Undefined for
 * what is no address.
 */
export function networkOf(address: string): string | undefined {
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address);
  if (four !== null) return `${four[1]!}.0/24`;
  const six = /^([0-9a-f:]+)(?:%[\w.-]+)?$/i.exec(address);
  return six === null ? undefined : networkOfSix(six[1]!.toLowerCase());
}

function networkOfSix(address: string): string | undefined {
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const gap = 8 - head.length - tail.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return undefined;
  const groups = [...head, ...Array<string>(gap).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const subnet = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  while (subnet.length > 0 && subnet.at(-1) === '0') subnet.pop();
  return `${subnet.join(':')}::/64`;
}
