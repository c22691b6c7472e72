import { expect, test } from 'vitest';
import { ID_PATTERN, isId, linkIdOf, newSnapshotId } from './ids.ts';

test('a snapshot id is 26 characters of the alphabet and never the same', () => {
  const ids = new Set(Array.from({ length: 2000 }, newSnapshotId));
  expect(ids.size).toBe(2000);
  for (const id of ids) expect(id).toMatch(ID_PATTERN);
});

test('a link id depends on the address alone', async () => {
  const id = await linkIdOf('https://example.org/');
  expect(await linkIdOf('https://example.org/')).toBe(id);
  expect(await linkIdOf('https://example.org/?')).not.toBe(id);
  expect(isId(id)).toBe(true);
  // The first 128 bits of SHA-256("https://example.org/") by hand, five bits a letter.
  const digest = new Uint8Array(
    await crypto.subtle.digest('SHA-256', new TextEncoder().encode('https://example.org/')),
  );
  const bits = [...digest.subarray(0, 16)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const expected = (bits.padEnd(130, '0').match(/.{5}/g) ?? [])
    .map((five) => '0123456789abcdefghjkmnpqrstvwxyz'[Number.parseInt(five, 2)])
    .join('');
  expect(id).toBe(expected);
});

test.each(['', 'x', 'A'.repeat(26), `${'0'.repeat(25)}l`, '0'.repeat(27), '../../../../etc/passwd1234'])(
  'is not an id: %s',
  (text) => expect(isId(text)).toBe(false),
);
