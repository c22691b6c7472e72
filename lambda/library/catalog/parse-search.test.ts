import { linkIdOf } from '@stillpage/shared/ids.ts';
import { expect, test } from 'vitest';
import { parseSearch } from './parse-search.ts';

const NOTHING = { phrases: [], without: [], tags: [], withoutTags: [], linkIds: [] };

test.each([
  ['quiet river', { text: 'quiet river' }],
  [
    'river -tag:Dev/AWS -dry tag:"Two Words"',
    { text: 'river', without: ['dry'], tags: ['two words'], withoutTags: ['dev/aws'] },
  ],
  ['"Quiet River" -"deep sea"', { text: '"Quiet River"', phrases: ['quiet river'], without: ['deep sea'] }],
  ['智能「机器 学习」', { text: '智能「机器 学习」', phrases: ['机器 学习'] }],
  ['标题 －广告', { text: '标题', without: ['广告'] }],
  ['Foo - Bar, --all, -5 well-known tag:', { text: 'Foo - Bar, --all, -5 well-known tag:' }],
  ['www.example.org', { text: 'example.org' }],
  ['say "', { text: 'say "' }],
  ['""', { text: '""' }],
])('%s', async (q, parsed) => {
  const { text, ...rest } = await parseSearch(q);
  expect({ text: text.replace(/\s+/g, ' '), ...rest }).toEqual({ ...NOTHING, ...parsed });
});

test('a whole address names its page, however it is written', async () => {
  const { text, linkIds } = await parseSearch(' http://www.Example.org/a?b=1&utm_source=x#top ');
  expect(text).toBe('example.org/a?b=1');
  expect(linkIds).toContain(await linkIdOf('https://example.org/a?b=1'));
});
