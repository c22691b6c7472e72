import { describe, expect, test } from 'vitest';
import { inNetwork, kindOfAddress, parseAddress } from './address-rules.ts';

const bytesOf = (text: string) => {
  const bytes = parseAddress(text);
  if (!bytes) throw new Error(text);
  return bytes;
};

/** What Chromium asks the proxy for when a page names the host in this spelling. */
const asChromiumAsks = (host: string) => new URL(`http://${host}/`).hostname.replace(/^\[(.*)\]$/, '$1');

describe('kindOfAddress', () => {
  test.each([
    ['1.1.1.1', 'public'],
    ['8.8.8.8', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['126.255.255.255', 'public'],
    ['128.0.0.1', 'public'],
    ['169.253.255.255', 'public'],
    ['169.255.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['192.0.1.0', 'public'],
    ['192.167.255.255', 'public'],
    ['192.169.0.0', 'public'],
    ['198.17.255.255', 'public'],
    ['198.20.0.0', 'public'],
    ['223.255.255.255', 'public'],
    ['2606:4700::1111', 'public'],
    ['2001:200::1', 'public'],
    ['2003::1', 'public'],
    ['3ffe:ffff::1', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['0.255.255.255', 'unspecified'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['100.64.0.0', 'shared'],
    ['100.100.100.200', 'shared'],
    ['100.127.255.255', 'shared'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['168.63.129.16', 'metadata'],
    ['169.254.0.0', 'link-local'],
    ['169.254.169.254', 'link-local'],
    ['169.254.170.2', 'link-local'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.192', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4'],
    ['192.168.0.0', 'private'],
    ['192.168.255.255', 'private'],
    ['198.18.0.0', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', 'reserved'],
    ['::127.0.0.1', 'reserved'],
    ['::ffff:127.0.0.1', 'mapped'],
    ['::ffff:8.8.8.8', 'mapped'],
    ['::ffff:0:127.0.0.1', 'reserved'],
    ['64:ff9b::127.0.0.1', 'translated'],
    ['64:ff9b:1::1', 'translated'],
    ['100::1', 'reserved'],
    ['2001::1', 'reserved'],
    ['2001:10::1', 'reserved'],
    ['2001:20::1', 'reserved'],
    ['2001:1ff:ffff::1', 'reserved'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::1', '6to4'],
    ['2002:808:808::1', '6to4'],
    ['3fff:fff::1', 'documentation'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'private'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'reserved'],
    ['ff02::1', 'multicast'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(bytesOf(address))).toBe(kind);
  });

  test.each([
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '１２７.０.０.１',
    '①②⑦.⓪.⓪.①',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:7f00:1]',
    '[::ffff:127.0.0.1]',
    '[::]',
    '0',
    '0.0.0.0',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.16689662',
  ])('%s stays inside in whatever spelling', (host) => {
    expect(kindOfAddress(bytesOf(asChromiumAsks(host)))).not.toBe('public');
  });
});

describe('parseAddress', () => {
  test.each([
    'localhost',
    'example.com',
    '127.1',
    '0177.0.0.1',
    '1.2.3',
    '256.1.1.1',
    'fe80::1%eth0',
    '[::1]',
    '',
    '1.1.1.1 ',
  ])('%s is no canonical literal', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('inNetwork', () => {
  test.each([
    ['10.1.2.3', '10.0.0.0', 8, true],
    ['11.1.2.3', '10.0.0.0', 8, false],
    ['10.1.2.3', '10.1.2.2', 31, true],
    ['10.1.2.4', '10.1.2.2', 31, false],
    ['10.1.2.3', '99.99.99.99', 0, true],
    ['::1', '0.0.0.0', 0, false],
    ['fd00::1', 'fd00::', 128, false],
    ['fd00::1', 'fd00::', 127, true],
  ])('%s in %s/%i: %s', (address, network, bits, expected) => {
    expect(inNetwork(bytesOf(address), bytesOf(network), bits)).toBe(expected);
  });
});
