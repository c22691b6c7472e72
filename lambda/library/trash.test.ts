import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFolderStore } from '../store/folder-store.ts';
import type { Store } from '../store/store.ts';
import { storeArtifact } from './artifacts.ts';
import { restoring, trashing } from './link-changes.ts';
import { openRecords, type Records } from './records.ts';
import { save } from './save.ts';
import { endOfTerm, noteTrashed, purgeTrash, TRASH_DAYS } from './trash.ts';

let folder: string;
let store: Store;
let records: Records;
let poked: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stillpage-trash-'));
  const opened = await openFolderStore(folder);
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value;
  records = openRecords(store, () => undefined);
  poked = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const parts = () => ({
  store,
  records,
  cancel: async () => undefined,
  onChange: async (id: string) => void poked.push(id),
});
const later = (days: number) => new Date(Date.now() + days * 24 * 3_600_000);
function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
async function saved(path: string) {
  const { snapshot, link } = must(await save(records, { url: `https://example.org/${path}`, tags: ['a'] }));
  const bytes = Buffer.from('<p>still</p>');
  must(await storeArtifact(store, snapshot.id, { name: 'still', bytes, type: 'text/html' }));
  return { snapshotId: snapshot.id, linkId: link.id };
}
async function trash(linkId: string) {
  must(await noteTrashed(store, linkId));
  must(
    await records.links.update(linkId, (link) =>
      link ? trashing(link) : { ok: true, value: link as never },
    ),
  );
}
async function keys(): Promise<string[]> {
  const pages = ['links/', 'snapshots/', 'queue/', 'trash/'].map((prefix) => store.list(prefix));
  return (await Promise.all(pages)).flatMap((page) => must(page).objects.map(({ key }) => key));
}

test('what has been in the trash for its term goes with all its files; an empty record with its address stays', async () => {
  const { linkId } = await saved('old');
  const kept = await saved('kept');
  await trash(linkId);

  expect(must(await purgeTrash(parts(), endOfTerm()))).toBe(0);
  expect(must(await purgeTrash(parts(), endOfTerm(later(TRASH_DAYS - 1))))).toBe(0);
  expect(must(await purgeTrash(parts(), endOfTerm(later(TRASH_DAYS + 1))))).toBe(1);

  expect(must(await records.links.read(linkId))).toMatchObject({
    url: 'https://example.org/old',
    title: '',
    tags: [],
    snapshotIds: [],
    deletedAt: expect.any(String),
    purgedAt: expect.any(String),
  });
  expect((await keys()).sort()).toEqual(
    [
      `links/${linkId}.json`,
      `links/${kept.linkId}.json`,
      `snapshots/${kept.snapshotId}/record.json`,
      `snapshots/${kept.snapshotId}/still.html`,
      `queue/${kept.snapshotId}.json`,
    ].sort(),
  );
  expect(poked).toEqual([linkId]);
  expect(must(await purgeTrash(parts(), endOfTerm(later(99))))).toBe(0);
});

test('a restored link is left alone, and its note goes', async () => {
  const { linkId, snapshotId } = await saved('back');
  await trash(linkId);
  must(await records.links.update(linkId, (link) => restoring(link as never)));

  expect(must(await purgeTrash(parts(), later(99)))).toBe(0);
  expect(await keys()).toContain(`snapshots/${snapshotId}/still.html`);
  expect(await keys()).not.toContain(`trash/${linkId}.json`);
});

test('a purge that was killed half way is finished by the next one', async () => {
  const { linkId, snapshotId } = await saved('half');
  await trash(linkId);
  const cut = { ...parts(), cancel: () => Promise.reject(new Error('killed')) };
  await expect(purgeTrash(cut, later(1))).rejects.toThrow('killed');
  expect(await keys()).toContain(`snapshots/${snapshotId}/still.html`);

  expect(must(await purgeTrash(parts(), later(1)))).toBe(1);
  expect(await keys()).toEqual([`links/${linkId}.json`]);
});

test('saving a purged page again makes a new link of it, and the purge does not touch that', async () => {
  const { linkId } = await saved('again');
  await trash(linkId);
  // Saved again in the middle of it: after the record was emptied, before its files went.
  let second = '';
  const cancel = async () => {
    second ||= (await saved('again')).snapshotId;
  };
  must(await purgeTrash({ ...parts(), cancel }, later(1)));

  const link = must(await records.links.read(linkId));
  expect(link?.snapshotIds).toEqual([second]);
  expect(link && 'deletedAt' in link).toBe(false);
  expect(link && 'purgedAt' in link).toBe(false);
  expect(must(await purgeTrash(parts(), later(1)))).toBe(0);
  expect(await keys()).toContain(`snapshots/${second}/still.html`);
});
