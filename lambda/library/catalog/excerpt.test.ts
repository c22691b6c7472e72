import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

const marked = (text: string, query: string) => {
  const excerpt = excerptOf(text, query);
  return excerpt?.matches.map(([start, end]) => excerpt.text.slice(start, end));
};

test('matches are the words as they stand in the text', () => {
  expect(marked('The Quiet river. A quiet RIVER runs.', 'quiet river')).toEqual([
    'Quiet river',
    'quiet RIVER',
  ]);
  expect(marked('学习人工智能的方法', '智能')).toEqual(['智能']);
  expect(marked('ＡＷＳ and aws', 'aws')).toEqual(['ＡＷＳ', 'aws']);
  expect(marked('㍍ then river', 'river')).toEqual(['river']);
  expect(marked('🙂🙂 river 🙂', 'river')).toEqual(['river']);
  expect(marked('A café, cafe\u0301 or CAFE', 'cafe')).toEqual(['café', 'cafe\u0301', 'CAFE']);
  expect(marked('Straße, ﾃﾞｰﾀ', 'strasse データ')).toEqual(['Straße', 'ﾃﾞｰﾀ']);
  expect(marked('😀 كِتَاب 𠮷野家', 'كتاب 野家')).toEqual(['كِتَاب', '野家']);
  expect(marked('nothing of it', 'river')).toBeUndefined();
  expect(excerptOf('', 'x')).toBeUndefined();
  expect(excerptOf('x', '')).toBeUndefined();
});

test('a match far down is shown in its surroundings', () => {
  const excerpt = excerptOf(`${'word '.repeat(2000)}the needle${' word'.repeat(2000)}`, 'NEEDLE');
  expect(excerpt?.text.length).toBeLessThan(260);
  expect(excerpt?.matches.map(([start, end]) => excerpt.text.slice(start, end))).toEqual(['needle']);
});

test('whatever the text and the query, offsets lie in order within the excerpt', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
      (text, query) => {
        const excerpt = excerptOf(text, query);
        let last = 0;
        for (const [start, end] of excerpt?.matches ?? []) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(excerpt?.text.length ?? 0);
          last = end;
        }
      },
    ),
  );
});
