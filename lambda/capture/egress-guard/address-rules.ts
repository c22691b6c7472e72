import { isIP } from 'node:net';

/** An address as its 4 or 16 bytes; judged in this form only, so that no spelling can slip past a rule. */
export type AddressBytes = readonly number[];

type Rule = { readonly bytes: AddressBytes; readonly bits: number; readonly kind: string };

/**
 * IPv4 space that is not the public internet: the IANA special-purpose registry, and Azure's host service,
 * which answers on an address that looks public.
 */
const CLOSED_V4 = rules([
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['168.63.129.16/32', 'metadata'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
]);

/** The only IPv6 space handed out as public; mapped, translated, local and multicast addresses all lie outside it. */
const OPEN_V6 = rules([['2000::/3', 'public']]);

/** Closed parts of it: protocol assignments with Teredo and ORCHID, documentation, 6to4 (which can carry any IPv4). */
const CLOSED_V6 = rules([
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['3fff::/20', 'documentation'],
]);

/** Names of the spaces outside 2000::/3, for the message only. */
const NAMED_V6 = rules([
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'mapped'],
  ['64:ff9b::/96', 'translated'],
  ['64:ff9b:1::/48', 'translated'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
]);

/** The bytes of a canonical IPv4 or IPv6 literal without brackets or zone; undefined for anything else, names included. */
export function parseAddress(text: string): AddressBytes | undefined {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4) return text.split('.').map(Number);
  return family === 6 ? bytesOfV6(text) : undefined;
}

/** The WHATWG parser turns every spelling into groups of hexadecimal figures with at most one gap. */
function bytesOfV6(text: string): AddressBytes {
  const [head = '', tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split('::');
  const groupsOf = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const gap = new Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...gap, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

/** `public`, or the kind of space that the address belongs to instead. */
export function kindOfAddress(address: AddressBytes): string {
  if (address.length === 4) return find(CLOSED_V4, address)?.kind ?? 'public';
  if (address.length !== 16) return 'reserved';
  if (!find(OPEN_V6, address)) return find(NAMED_V6, address)?.kind ?? 'reserved';
  return find(CLOSED_V6, address)?.kind ?? 'public';
}

/** True when both addresses are of one family and share their first `bits` bits. */
export function inNetwork(address: AddressBytes, network: AddressBytes, bits: number): boolean {
  if (address.length !== network.length) return false;
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
    const index = bit / 8;
    if (((address[index] ?? 0) & mask) !== ((network[index] ?? 0) & mask)) return false;
  }
  return true;
}

function find(list: readonly Rule[], address: AddressBytes): Rule | undefined {
  return list.find((rule) => inNetwork(address, rule.bytes, rule.bits));
}

function rules(table: readonly (readonly [string, string])[]): Rule[] {
  return table.map(([network, kind]) => {
    const [address = '', bits] = network.split('/');
    const bytes = parseAddress(address);
    if (!bytes) throw new Error(`${network} is not a network.`);
    return { bytes, bits: Number(bits), kind };
  });
}
