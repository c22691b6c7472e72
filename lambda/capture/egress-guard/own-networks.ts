import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { type AddressBytes, inNetwork, parseAddress } from './address-rules.ts';

/** Part of the address space that this machine stands in itself. */
export type OwnNetwork = { readonly address: AddressBytes; readonly bits: number };

/** Says whether an address is the machine's own, or of a network it is connected to directly. */
export type IsOwn = (address: AddressBytes) => boolean;

/** How long the machine's interfaces are taken for the same, in milliseconds: reading them takes a fifth of one. */
const KNOWN_FOR_MS = 5000;
/**
 * Wider networks than these are no wire that neighbours share but the way to everywhere (tunnels, providers' clouds):
 * of those only the machine's own address is closed. Bits, by the bytes of an address.
 */
const WIDEST_BITS: Readonly<Record<number, number>> = { 4: 16, 16: 48 };

/**
 * Addresses that look public from everywhere and lead inside from here: this machine's own, past its firewall, and
 * those of its neighbours. With IPv6 every device at home has one, and some houses give them out in IPv4.
 */
export function createIsOwn(interfaces: typeof networkInterfaces = networkInterfaces): IsOwn {
  let known: readonly OwnNetwork[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  return (address) => {
    if (performance.now() - readAt > KNOWN_FOR_MS) {
      known = Object.values(interfaces()).flatMap((each) => (each ?? []).map(networkOf));
      readAt = performance.now();
    }
    return known.some((network) => inNetwork(address, network.address, network.bits));
  };
}

function networkOf({ address: text, cidr }: Pick<NetworkInterfaceInfo, 'address' | 'cidr'>): OwnNetwork {
  const address = parseAddress(text.split('%')[0] ?? '') ?? [];
  const whole = address.length * 8;
  const bits = Number(cidr?.split('/')[1] ?? whole);
  return { address, bits: bits >= (WIDEST_BITS[address.length] ?? whole) ? bits : whole };
}
