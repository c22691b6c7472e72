import fc from 'fast-check';

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

/** IPv4 addresses, most of them where the special-purpose registries have something to say. */
export const v4: fc.Arbitrary<readonly number[]> = fc.oneof(
  octets,
  fc
    .tuple(
      fc.constantFrom(
        ...[
          [0],
          [10],
          [100, 64],
          [100, 127],
          [127],
          [127, 0, 0, 1],
          [168, 63, 129, 16],
          [169, 254, 169, 254],
        ],
        ...[
          [172, 16],
          [172, 31],
          [192, 0, 0],
          [192, 0, 2],
          [192, 88, 99],
          [192, 168],
          [198, 18],
          [198, 19],
        ],
        ...[[198, 51, 100], [203, 0, 113], [224], [239], [240], [255, 255, 255, 255], [100, 100, 100, 200]],
      ),
      octets,
    )
    .map(([start, rest]) => [...start, ...rest.slice(start.length)]),
);

/** IPv6 addresses as eight groups; many carry an IPv4 address in one of the ways there are. */
export const v6: fc.Arbitrary<readonly number[]> = fc
  .tuple(
    fc.constantFrom(
      ...[[], [0x2000], [0x2001], [0x2001, 0xdb8], [0x2002], [0x3fff], [0x3ffe], [0xfc00], [0xfd00, 0xec2]],
      ...[
        [0xfe80],
        [0xfec0],
        [0xff02],
        [0x64, 0xff9b],
        [0x64, 0xff9b, 1],
        [0x100],
        [0x2001, 0],
        [0x5f00],
        [0x4000],
      ],
      ...[
        [0, 0, 0, 0, 0, 0xffff],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0xffff, 0],
        [0x64, 0xff9b, 0, 0, 0, 0],
      ],
      ...[
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 1],
        [0x2606, 0x4700],
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254],
      ],
    ),
    fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 }),
    v4,
    fc.boolean(),
  )
  .map(([start, rest, four, carries]) => {
    const groups = [...start, ...rest.slice(start.length)];
    if (carries && start.length <= 6) {
      const [a = 0, b = 0, c = 0, d = 0] = four;
      groups.splice(6, 2, a * 256 + b, c * 256 + d);
    }
    return groups;
  });

const DIGITS = ['0123456789', '０１２３４５６７８９', '𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗', '٠١٢٣٤٥٦٧٨٩'];
const DOTS = ['.', '。', '．', '｡', '%2e', '%E3%80%82'];

/** Numbers that choose one spelling. */
const choices = fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 });

/** A spelling of an IPv4 address that some parser takes for it. */
export const spelledV4 = fc.tuple(v4, choices).map(([bytes, picks]) => spell(bytes, picks));

function spell(bytes: readonly number[], picks: readonly number[]): string {
  const pick = (at: number, of: number) => (picks[at] ?? 0) % of;
  const count = 1 + pick(0, 4);
  const parts = bytes.slice(0, count - 1).map(BigInt);
  parts.push(bytes.slice(count - 1).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
  const written = parts.map((part, index) => {
    const zeros = '0'.repeat(pick(6, 4));
    switch (pick(index + 1, 4)) {
      case 1:
        return `0${zeros}${part.toString(8)}`;
      case 2:
        return `0x${zeros}${part.toString(16)}`;
      case 3:
        return `0X${part.toString(16).toUpperCase()}`;
      default:
        return part.toString();
    }
  });
  const digits = DIGITS[pick(5, 12)] ?? '';
  const text = written.join(DOTS[pick(6, 18)] ?? '.') + (pick(7, 5) === 0 ? '.' : '');
  return digits === ''
    ? text
    : text.replace(/\d(?![\da-f]*%)/g, (digit) => [...digits][Number(digit)] ?? digit);
}

/** A spelling of an IPv6 address in brackets. */
export const spelledV6 = fc.tuple(v6, choices).map(([groups, picks]) => {
  const hex = groups.map((group, at) =>
    (picks[at] ?? 0) % 3 === 0 ? group.toString(16).padStart(4, '0') : group.toString(16),
  );
  let text = hex.join(':');
  if ((picks[0] ?? 0) % 2 === 0) text = text.replace(/(^|:)0+(?::0+)+(:|$)/, '::');
  if ((picks[1] ?? 0) % 3 === 0) {
    const [high = 0, low = 0] = groups.slice(6);
    const four = [high >> 8, high & 255, low >> 8, low & 255].join('.');
    text = `${hex.slice(0, 6).join(':')}:${four}`;
  }
  if ((picks[2] ?? 0) % 4 === 0) text = text.toUpperCase();
  if ((picks[3] ?? 0) % 9 === 0) text += '%25eth0';
  return `[${text}]`;
});

/** Names, of which the resolver answers what it likes. */
export const name = fc.constantFrom(
  ...[
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    'inside.test',
    'İnside.test',
    'xn--a',
    'a_b.test',
    'ip6-localhost',
  ],
  ...[
    'metadata.google.internal',
    '-.test',
    'a..b',
    '.',
    '1.2.3.4.test',
    '0x7f.test',
    'test.0x7f',
    '256.1.1.1',
    '1.2.3.4.5',
  ],
);

export const host = fc.oneof(spelledV4, spelledV6, name);

/** What stands around a host in an address, or what is no address at all. */
export const address = fc
  .tuple(
    fc.constantFrom(
      'http://',
      'https://',
      'HTTP:',
      'http:/',
      'http:\\\\',
      ' http://',
      'ht\ttp://',
      'ftp://',
      'ws://',
      'file://',
      '//',
      '',
    ),
    fc.constantFrom('', '', '', 'a@', 'a:b@', 'public.test@', 'public.test%40', 'a\\@', '\t'),
    host,
    fc.constantFrom('', ':80', ':8080', ':0', ':65536', ':', ':00080', ':8a'),
    fc.constantFrom(
      '',
      '/',
      '/?a=b',
      '#x',
      '#/route',
      '?utm_source=x&b=',
      '\\x',
      '/\u0000',
      '/%00',
      '/\u{1f600}',
      '/.././a',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  )
  .map((parts) => parts.join(''));
