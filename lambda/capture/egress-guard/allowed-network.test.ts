import { describe, expect, test } from 'vitest';
import { parseAddress } from './address-rules.ts';
import { isAllowed, parseAllowedNetwork } from './allowed-network.ts';

const nowhere = {};

describe('parseAllowedNetwork', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', 32, undefined],
    ['127.0.0.1:8080', '127.0.0.1', 32, 8080],
    ['10.0.0.0/8', '10.0.0.0', 8, undefined],
    ['10.0.0.0/8:443', '10.0.0.0', 8, 443],
    ['::1', '::1', 128, undefined],
    ['[::1]', '::1', 128, undefined],
    ['[::1]:8080', '::1', 128, 8080],
    ['::1/128:8080', '::1', 128, 8080],
    ['[fd00::]/8:80', 'fd00::', 8, 80],
    ['::1:8080', '::1:8080', 128, undefined],
  ])('%s', (text, address, bits, port) => {
    expect(parseAllowedNetwork(text, nowhere)).toEqual({
      ok: true,
      value: { address: parseAddress(address), bits, ...(port === undefined ? {} : { port }) },
    });
  });

  test.each([
    '',
    'localhost',
    'localhost:80',
    'example.com',
    '*',
    '127.1',
    '0x7f.1',
    '127.0.0.1:',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '127.0.0.1/33',
    '::1/129',
    '[127.0.0.1]:80',
    '[::1',
    '::1]:80',
    'http://127.0.0.1',
    '127.0.0.1:80/path',
    '127.0.0.1,127.0.0.2',
    'fe80::1%eth0',
  ])('%j is refused with its reason', (text) => {
    const result = parseAllowedNetwork(text, nowhere);
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  test('nothing can be allowed inside Lambda', () => {
    expect(parseAllowedNetwork('127.0.0.1', { AWS_LAMBDA_FUNCTION_NAME: 'capture' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
  });
});

test('isAllowed opens exactly the address and the port', () => {
  const networks = [{ address: [127, 0, 0, 1], bits: 32, port: 8080 }];

  expect(isAllowed(networks, [127, 0, 0, 1], 8080)).toBe(true);
  expect(isAllowed(networks, [127, 0, 0, 1], 8081)).toBe(false);
  expect(isAllowed(networks, [127, 0, 0, 2], 8080)).toBe(false);
  expect(isAllowed([], [127, 0, 0, 1], 8080)).toBe(false);
});
