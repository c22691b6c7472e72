import { expect, test } from 'vitest';
import { createTagCounts } from './tag-counts.ts';

test('a tag counts its links and those under it, in the spelling used most', () => {
  const counts = createTagCounts();
  counts.add(['Dev/Lambda', '读']);
  counts.add(['dev', 'dev/lambda']);
  counts.add(['dev']);
  expect(counts.list()).toEqual([
    { tag: 'dev', count: 3 },
    { tag: 'Dev/Lambda', count: 2 },
    { tag: '读', count: 1 },
  ]);
  counts.remove(['Dev/Lambda', '读']);
  expect(counts.list()).toEqual([
    { tag: 'dev', count: 2 },
    { tag: 'dev/lambda', count: 1 },
  ]);
});

test('a tag that only others lie under is not listed', () => {
  const counts = createTagCounts();
  counts.add(['a/b/c']);
  expect(counts.list()).toEqual([{ tag: 'a/b/c', count: 1 }]);
  counts.remove(['a/b/c']);
  expect(counts.list()).toEqual([]);
});
