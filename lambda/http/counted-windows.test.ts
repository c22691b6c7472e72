import { expect, test } from 'vitest';
import { clientNetworkOf, noteClientAddress } from './client-address.ts';
import { createCountedWindows } from './counted-windows.ts';

test('so many pass in a window, the others are told when it ends, each key for itself', () => {
  let now = 0;
  const windows = createCountedWindows(2, 60_000, () => now);

  expect([windows.count('a'), windows.count('a'), windows.count('a')]).toEqual([0, 0, 60]);
  expect(windows.count('b')).toBe(0);
  now = 45_500;
  expect(windows.count('a')).toBe(15);
  now = 60_000;
  expect(windows.count('a')).toBe(0);
});

test('a flood of keys makes nothing larger than it may be', () => {
  const windows = createCountedWindows(1, 60_000, () => 0);
  for (let key = 0; key < 20_000; key += 1) windows.count(String(key));

  expect(windows.count('19999')).toBeGreaterThan(0);
  expect(windows.count('0')).toBe(0);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [undefined, 'unknown'],
])('the client at %s is counted as %s', (address, network) => {
  const request = new Request('http://x/');
  noteClientAddress(request, address);

  expect(clientNetworkOf(request)).toBe(network);
});
