import { expect, test } from 'vitest';
import { editedTags, joined } from './edits.ts';

const link = { id: 'x', tags: ['a', 'b'] };

test('tags go out as a difference', () => {
  const edit = joined(undefined, link, { tags: ['b', 'C'] });
  expect(edit).toMatchObject({ add: ['C'], remove: ['a'] });
  // Another device added d meanwhile, and removed b.
  expect(editedTags(['a', 'd'], edit)).toEqual(['d', 'C']);
});

test('a later change takes an earlier one back', () => {
  const first = joined(undefined, link, { tags: ['a', 'b', 'c'] });
  const second = joined(first, { id: 'x', tags: ['a', 'b', 'c'] }, { tags: ['a', 'c'] });
  expect(second).toMatchObject({ add: ['c'], remove: ['b'] });
  const third = joined(second, { id: 'x', tags: ['a', 'c'] }, { tags: ['a', 'B'] });
  expect(third).toMatchObject({ add: ['B'], remove: ['c'] });
});

test('deleting and undoing are one edit, the last word counts', () => {
  const deleted = joined(undefined, link, { gone: true });
  expect(deleted).toMatchObject({ gone: true, add: [], remove: [] });
  expect(joined(deleted, link, { gone: false }).gone).toBe(false);
  expect(joined(deleted, link, { title: 'T' })).toMatchObject({ gone: true, title: 'T' });
});
