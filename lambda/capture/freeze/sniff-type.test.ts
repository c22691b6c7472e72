import { expect, test } from 'vitest';
import { sniffType } from './sniff-type.ts';

const FILM = Buffer.from('....ftypmp42');

test('a type that a site names never holds more than a type', () => {
  for (const named of ['a/b"),url(//evil.test/x', 'video/mp4"></style><script>', 'text/html', 'a/b c/d'])
    for (const bytes of [FILM, Buffer.from('<svg/>'), Buffer.from('x')])
      for (const kind of ['image', 'media', 'font'] as const)
        expect(sniffType(bytes, named, kind)).toMatch(/^(audio\/mp4|application\/octet-stream)$/);
});

test('a type of a film is kept', () => {
  expect(sniffType(FILM, 'video/mp4; codecs="avc1"', 'media')).toBe('video/mp4');
});

test.each([
  ['89504e470d0a1a0a', 'image/png'],
  ['00000200', 'image/x-icon'],
  ['ff0a1fbc', 'image/jxl'],
  ['0000000c4a584c200d0a870a', 'image/jxl'],
  ['000000206674797061766966', 'image/avif'],
])('a picture that begins with %s is one, whatever the site says', (start, type) => {
  expect(sniffType(Buffer.from(start, 'hex'), 'application/octet-stream', 'image')).toBe(type);
});
