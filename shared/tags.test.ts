import { expect, test } from 'vitest';
import { isTagUnder, mergeTags, normaliseTag, parseTag, parseTags, TAG_MAX_LENGTH, tagKey } from './tags.ts';

test('one spelling is kept, empty levels and stray spaces go', () => {
  expect(normaliseTag('  dev //  lambda / ')).toBe('dev/lambda');
  expect(normaliseTag('要读\u3000的 书')).toBe('要读 的 书');
  expect(normaliseTag(' / / ')).toBe('');
});

test('spellings of one tag share a key', () => {
  expect(tagKey('Dev/ＡＷＳ')).toBe(tagKey('dev/aws'));
  expect(tagKey('Cafe\u0301')).toBe(tagKey('café'));
});

test('nested tags lie under their ancestors only', () => {
  expect(isTagUnder('Dev/Lambda', 'dev')).toBe(true);
  expect(isTagUnder('developer', 'dev')).toBe(false);
  expect(isTagUnder('dev', 'dev/lambda')).toBe(false);
});

test('the first spelling wins and order stays', () => {
  expect(mergeTags(['Read', '中文'], ['read', 'new'])).toEqual(['Read', '中文', 'new']);
});

test.each(['', '   ', '/', 'a,b', 'a，b', 'a\u0007b', 'a\nb', 'x'.repeat(TAG_MAX_LENGTH + 1)])(
  'refuses the tag %j',
  (tag) => {
    const result = parseTag(tag);
    expect(result.ok ? result.value : result.error.code).toBe('invalid-request');
  },
);

test('500 tags are too many', () => {
  const result = parseTags(Array.from({ length: 500 }, (_, i) => `t${i}`));
  expect(result.ok ? result.value.length : result.error.code).toBe('invalid-request');
});
