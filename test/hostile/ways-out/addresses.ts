import type { WayOut } from './way-out.ts';

/** Spellings of a loopback address that the operating system would connect to, and where that leads. */
const SPELLINGS: readonly (readonly [listens: WayOut['listens'] & string, host: string])[] = [
  ['127.0.0.2', '127.0.0.2'],
  ['127.0.0.2', '127.2'],
  ['127.0.0.2', '127.0.2'],
  ['127.0.0.2', '2130706434'],
  ['127.0.0.2', '0x7f000002'],
  ['127.0.0.2', '0X7F.0x0.0.0x2'],
  ['127.0.0.2', '0177.0.0.2'],
  ['127.0.0.2', '0000177.0.0.002'],
  ['127.0.0.2', '017700000002'],
  ['127.0.0.2', '127.0x2'],
  ['127.0.0.2', '１２７.０.０.２'],
  ['127.0.0.2', '①②⑦.⓪.⓪.②'],
  ['127.0.0.2', '127。0。0。2'],
  ['127.0.0.2', '127.0.0.2.'],
  ['127.0.0.2', '%31%32%37.0.0.%32'],
  ['127.0.0.2', 'example.com@127.0.0.2'],
  ['127.0.0.2', '[::ffff:127.0.0.2]'],
  ['127.0.0.2', '[::FFFF:7f00:2]'],
  ['127.0.0.2', '[0:0:0:0:0:ffff:127.0.0.2]'],
  ['127.0.0.2', 'inside.test'],
  ['127.0.0.2', 'INSIDE.test.'],
  ['::1', '[::1]'],
  ['::1', '[0:0:0:0:0:0:0:1]'],
  ['::1', '[::]'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1', '0.0.0.0'],
  ['127.0.0.1', '0'],
  ['127.0.0.1', '0x0'],
  ['127.0.0.1', 'localhost'],
  ['127.0.0.1', 'LocalHost.'],
  ['127.0.0.1', 'a.b.localhost'],
];

/** Places that this machine does not have: refused, or not, is all that can be seen. */
const ELSEWHERE: readonly string[] = [
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://100.100.100.200/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://198.18.0.1/',
  'http://224.0.0.251/',
  'http://255.255.255.255/',
  'http://[64:ff9b::7f00:2]/',
  'http://[2002:7f00:2::1]/',
  'http://[2001:0:7f00:2::1]/',
  'http://[::127.0.0.2]/',
  'http://[fe80::1]/',
];

/** Addresses that somebody asks to save. */
export const ADDRESSES: readonly WayOut[] = [
  ...SPELLINGS.map(
    ([listens, host]): WayOut => ({
      group: 'address',
      name: host,
      listens,
      address: (port) => `http://${host}:${port}/`,
    }),
  ),
  {
    group: 'address',
    name: 'https',
    listens: '127.0.0.2',
    address: (port) => `https://127.0.0.2:${port}/`,
  },
  ...ELSEWHERE.map((address): WayOut => ({ group: 'address', name: address, address: () => address })),
];
