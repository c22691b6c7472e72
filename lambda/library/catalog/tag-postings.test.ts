import { expect, test } from 'vitest';
import { createTagPostings } from './tag-postings.ts';

test('a tag counts its links and those under it, in the spelling used most', () => {
  const postings = createTagPostings();
  const numbers = (...tags: string[]) => tags.map(postings.numberOf);
  postings.add(0, numbers('Dev/Lambda', '读'));
  postings.add(1, numbers('dev', 'dev/lambda'));
  postings.add(2, numbers('dev'));
  expect(postings.list()).toEqual([
    { tag: 'dev', count: 3 },
    { tag: 'Dev/Lambda', count: 2 },
    { tag: '读', count: 1 },
  ]);
  expect([...postings.slotsOf('DEV/lambda')]).toEqual([0, 1]);
  postings.remove(0, numbers('Dev/Lambda', '读'));
  expect(postings.list()).toEqual([
    { tag: 'dev', count: 2 },
    { tag: 'dev/lambda', count: 1 },
  ]);
  expect([...postings.slotsOf('dev')].sort()).toEqual([1, 2]);
});

test('a tag that only others lie under is found but not listed', () => {
  const postings = createTagPostings();
  const tags = [postings.numberOf('a/b/c')];
  for (let slot = 0; slot < 100; slot += 1) postings.add(slot, tags);
  expect(postings.list()).toEqual([{ tag: 'a/b/c', count: 100 }]);
  expect(postings.slotsOf('A/b')).toHaveLength(100);
  for (let slot = 99; slot >= 0; slot -= 1) postings.remove(slot, tags);
  expect(postings.list()).toEqual([]);
  expect(postings.slotsOf('a')).toHaveLength(0);
});
