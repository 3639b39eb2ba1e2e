/**
 * The network that an address belongs to, as far as one owner is likely to have all of it: an IPv4 address itself, the
 * first 64 bits of an IPv6 address, of which any host has as many addresses as it likes.
 *
 * Takes and gives text, of an address that Node names. Pure.
 * @see RFC 4291, section 2.2; RFC 6177
 */
const MAPPED = /^::ffff:(?=[\d.]+$)/i;
const GROUPS = 8;
const OF_NETWORK = 4;

export function networkOf(address: string): string {
  const plain = address.replace(MAPPED, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const first = groupsOf(head);
  const zeros = tail === undefined ? 0 : GROUPS - first.length - groupsOf(tail).length;
  const groups = [...first, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...groupsOf(tail ?? '')];
  return `${groups.slice(0, OF_NETWORK).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
