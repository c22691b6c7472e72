import type { Client } from '@stillpage/shared/client.ts';
import { fail, ok } from '@stillpage/shared/errors.ts';
import { expect, test, vi } from 'vitest';

vi.mock('../browser.ts', () => import('./browser-in-a-map.ts'));
const { editedTags, joined, putEdit, readAllEdits } = await import('./edits.ts');
const { deliverEdits } = await import('./deliver-edits.ts');

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

test('a note goes out alone, and an earlier one of the same link with it', () => {
  const first = joined(undefined, link, { note: 'one' });
  expect(first).toMatchObject({ note: 'one', add: [], remove: [] });
  expect(first.title).toBeUndefined();
  expect(joined(first, link, { title: 'T' })).toMatchObject({ note: 'one', title: 'T' });
  expect(joined(first, link, { note: '' }).note).toBe('');
});

test('a change made while an earlier one is on its way is neither lost nor overtaken', async () => {
  const settings = { defaultTags: [], visibility: 'link' } as const;
  const sent: string[] = [];
  let away = true;
  const client = {
    deleteLink: async () => {
      sent.push('delete');
      // The person brings it back before the answer is there.
      if (sent.length === 1) await putEdit(settings, await readAllEdits(), link, { gone: false });
      return away ? fail('connection-failed') : ok(undefined);
    },
    restoreLink: async () => {
      sent.push('restore');
      return fail('not-found');
    },
  } as unknown as Client;
  await putEdit(settings, [], link, { gone: true });
  await deliverEdits(client);
  // Joined into the later one, the earlier is not put off but gone.
  expect(await readAllEdits()).toMatchObject([{ gone: false, attempts: 0 }]);
  away = false;
  // A popup that does not know what waits.
  await putEdit(settings, [], link, { gone: true });
  await deliverEdits(client);
  expect(sent).toEqual(['delete', 'restore', 'delete']);
  expect(await readAllEdits()).toEqual([]);
});
