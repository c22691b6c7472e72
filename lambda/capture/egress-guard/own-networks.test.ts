import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test, vi } from 'vitest';
import { parseAddress } from './address-rules.ts';
import { createCheckedConnect } from './checked-connect.ts';
import { createIsOwn } from './own-networks.ts';
import { RefusedConnection } from './refusal.ts';

const on = (...cidrs: string[]) =>
  (() => ({
    eth0: cidrs.map((cidr) => ({ address: cidr.split('/')[0], cidr }) as NetworkInterfaceInfo),
  })) as typeof import('node:os').networkInterfaces;
const owns = (interfaces: ReturnType<typeof on>, address: string) =>
  createIsOwn(interfaces)(parseAddress(address) ?? []);

test.each([
  ['the machine itself', '2a02:8109:a1c0:1200::5', true],
  ['the router in its network', '2a02:8109:a1c0:1200::1', true],
  ['a neighbour by its long name', '2a02:8109:a1c0:1200:f:e:d:c', true],
  ['the next network', '2a02:8109:a1c0:1201::1', false],
  ['a neighbour in a house with public IPv4', '130.149.7.200', true],
  ['the next house', '130.149.8.1', false],
  ['somebody else', '2606:4700::1111', false],
])('%s: %s', (_name, address, own) => {
  expect(owns(on('2a02:8109:a1c0:1200::5/64', '130.149.7.3/24'), address)).toBe(own);
});

test('of a network as wide as a provider only the machine itself is its own', () => {
  const wide = on('8.8.8.8/0', '9.9.9.9/8', '2001:4860::8/32');
  for (const own of ['8.8.8.8', '9.9.9.9', '2001:4860::8']) expect(owns(wide, own), own).toBe(true);
  for (const far of ['1.1.1.1', '9.9.9.10', '2001:4860::9']) expect(owns(wide, far), far).toBe(false);
});

test('a machine that moves to another network is asked again', () => {
  vi.useFakeTimers();
  try {
    let at = '130.149.7.3/24';
    const isOwn = createIsOwn((() => on(at)()) as ReturnType<typeof on>);
    const neighbour = parseAddress('94.31.80.9') ?? [];
    expect(isOwn(neighbour)).toBe(false);
    at = '94.31.80.2/24';
    vi.advanceTimersByTime(6000);
    expect(isOwn(neighbour)).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('the guard does not connect there, by a name or by the address', async () => {
  const isOwn = createIsOwn(on('130.149.7.3/24'));
  const elsewhere = [{ address: [130, 149, 7, 200], bits: 32, port: 8080 }];
  const connectChecked = createCheckedConnect(elsewhere, async () => ['130.149.7.200'], isOwn);
  for (const host of ['printer.example', '130.149.7.200']) {
    const refused = await connectChecked(host, 80).catch((error: Error) => error);
    expect(refused instanceof RefusedConnection && refused.refusal).toMatchObject({
      kind: 'blocked',
      detail: 'own network address',
    });
  }
});
