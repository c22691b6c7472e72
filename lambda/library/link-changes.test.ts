import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { expect, test } from 'vitest';
import {
  editing,
  type LinkChange,
  renaming,
  restoring,
  retagging,
  trashing,
  withoutVersion,
} from './link-changes.ts';

const LINK: LinkRecord = {
  schema: 1,
  id: '00000000000000000000000000',
  url: 'https://example.org/',
  title: 'Title',
  titleEdited: false,
  tags: ['Dev/Lambda', 'dev', '读'],
  note: '',
  snapshotIds: ['00000000000000000000000001'],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  rev: 3,
};

function after(change: LinkChange, link = LINK): LinkRecord {
  const result = change(link);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test('an edit changes what it names and counts up', () => {
  const edited = after(must(editing({ title: ' New\ttitle ', note: 'a\r\nb ' }, 3)));
  expect(edited).toMatchObject({
    title: 'New title',
    titleEdited: true,
    note: 'a\nb',
    tags: LINK.tags,
    rev: 4,
  });
  expect(edited.updatedAt > LINK.updatedAt).toBe(true);
  expect(after(must(editing({ title: '' }, '*')))).toMatchObject({ title: '', titleEdited: false });
  expect(must(editing({}, 2))(LINK)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect(editing({ tags: ['a\u0001'] }, 3)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
});

test('trash and back; twice is once', () => {
  const trashed = after(trashing);
  expect(trashed.deletedAt).toBeDefined();
  expect(after(trashing, trashed)).toBe(trashed);
  const restored = after(restoring, trashed);
  expect('deletedAt' in restored).toBe(false);
  expect(after(restoring, restored)).toBe(restored);
});

test('tags are added and removed in any spelling', () => {
  expect(after(must(retagging(['new', 'DEV'], ['dev/LAMBDA']))).tags).toEqual(['dev', '读', 'new']);
  expect(after(must(retagging([], ['none'])))).toBe(LINK);
});

test('a rename takes the nested along and merges', () => {
  expect(after(must(renaming('dev', 'work'))).tags).toEqual(['work/Lambda', 'work', '读']);
  expect(after(must(renaming('dev/lambda', 'dev'))).tags).toEqual(['dev', '读']);
  expect(after(must(renaming('de', 'x')))).toBe(LINK);
  expect(renaming('dev', 'a,b')).toMatchObject({ ok: false });
});

test('a version is taken away once', () => {
  const without = after(withoutVersion('00000000000000000000000001'));
  expect(without.snapshotIds).toEqual([]);
  expect(after(withoutVersion('00000000000000000000000001'), without)).toBe(without);
});
