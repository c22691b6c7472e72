import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFolderStore } from '../../store/folder-store.ts';
import type { Store } from '../../store/store.ts';
import { storeArtifact } from '../artifacts.ts';
import { artifactKey, linkKey, snapshotKey } from '../keys.ts';
import { trashing } from '../link-changes.ts';
import { openRecords, type Records } from '../records.ts';
import { save } from '../save.ts';
import type { PROBLEMS } from './finding.ts';
import { verifyLibrary } from './verify.ts';

let folder: string;
let store: Store;
let records: Records;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stillpage-verify-'));
  store = must(await openFolderStore(folder));
  records = openRecords(store, () => undefined);
});
afterEach(() => rmSync(folder, { recursive: true }));

function must<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
const TEXT = '可读的文字 '.repeat(400);

async function finished(path: string, at = new Date()) {
  const { snapshot } = must(await save(records, { url: `https://example.org/${path}`, tags: ['标签'] }, at));
  const still = { name: 'still', bytes: Buffer.from(`<p>${TEXT}</p>`), type: 'text/html' } as const;
  const thumbnail = { name: 'thumbnail', bytes: Buffer.from('webp'), type: 'image/webp' } as const;
  const artifacts = {
    still: must(await storeArtifact(store, snapshot.id, still)),
    thumbnail: must(await storeArtifact(store, snapshot.id, thumbnail)),
  };
  must(
    await records.snapshots.update(snapshot.id, (record) => ({
      ok: true,
      value: { ...(record ?? snapshot), status: 'done', artifacts },
    })),
  );
  must(await records.intents.delete(snapshot.id));
  return { id: snapshot.id, linkId: snapshot.linkId };
}
const look = async (repair = false) =>
  must(await verifyLibrary({ store, records }, { repair, signal: new AbortController().signal }));

/** Damages one thing; resolves with the key that must be named, and whether it can be repaired. */
const DAMAGES: Record<keyof typeof PROBLEMS, () => Promise<readonly [key: string, repairable: boolean]>> = {
  'unreadable-record': async () => {
    const { linkId } = await finished('page');
    must(await store.put(linkKey(linkId), Buffer.from('{"schema": 9}')));
    return [linkKey(linkId), false];
  },
  'missing-file': async () => {
    const { id } = await finished('page');
    must(await store.delete(artifactKey(id, 'thumbnail')));
    return [artifactKey(id, 'thumbnail'), true];
  },
  'damaged-file': async () => {
    const { id } = await finished('page');
    const stored = must(await store.get(artifactKey(id, 'still')));
    const bytes = Uint8Array.from(stored?.bytes ?? []);
    bytes[bytes.length >> 1] = ~(bytes[bytes.length >> 1] ?? 0) & 0xff;
    must(await store.put(artifactKey(id, 'still'), bytes, { encoding: 'br' }));
    return [artifactKey(id, 'still'), false];
  },
  'file-without-record': async () => {
    const { id, linkId } = await finished('page');
    must(await records.snapshots.delete(id));
    must(await store.delete(artifactKey(id, 'thumbnail')));
    must(
      await records.links.update(linkId, (link) => ({
        ok: true,
        value: { ...link, snapshotIds: [] } as never,
      })),
    );
    return [artifactKey(id, 'still'), false];
  },
  'forgotten-save': async () => {
    const { snapshot } = must(await save(records, { url: 'https://example.org/' }));
    must(await records.intents.delete(snapshot.id));
    return [snapshotKey(snapshot.id), true];
  },
  'version-without-link': async () => {
    const { id, linkId } = await finished('page');
    must(await records.links.delete(linkId));
    return [snapshotKey(id), true];
  },
  'missing-version': async () => {
    const { id, linkId } = await finished('page');
    const gone = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    must(
      await records.links.update(linkId, (link) => ({
        ok: true,
        value: { ...link, snapshotIds: [id, gone] } as never,
      })),
    );
    return [snapshotKey(gone), true];
  },
  'unnoted-trash': async () => {
    const { linkId } = await finished('page');
    must(await records.links.update(linkId, (link) => trashing(link as never)));
    return [linkKey(linkId), true];
  },
};

test('a sound library is counted and nothing is found', async () => {
  await finished('one');
  await finished('two');
  must(await save(records, { url: 'https://example.org/waits' }));
  expect(await look()).toMatchObject({ links: 3, snapshots: 3, files: 4, findings: [] });
  expect((await look(true)).findings).toEqual([]);
});

test.each(Object.keys(DAMAGES) as (keyof typeof PROBLEMS)[])(
  '%s is found, and repaired where it can be',
  async (problem) => {
    await finished('bystander');
    const [key, repairable] = await DAMAGES[problem]();

    const before = await look();
    expect(before.findings).toEqual([{ key, problem, repaired: false }]);
    expect((await look()).findings).toEqual(before.findings);
    expect((await look(true)).findings).toEqual([{ key, problem, repaired: repairable }]);
    expect((await look()).findings).toEqual(repairable ? [] : before.findings);
  },
);

// Versions are checked side by side, so what two of them put back at once is tried more than once.
test.each([1, 2, 3, 4, 5])(
  'versions are put back at their place in time, the link keeps what it has (%i)',
  async () => {
    const first = await finished('page', new Date('2026-01-01T00:00:00Z'));
    const second = await finished('page', new Date('2026-02-01T00:00:00Z'));
    const third = await finished('page', new Date('2026-03-01T00:00:00Z'));
    must(
      await records.links.update(first.linkId, (link) => ({
        ok: true,
        value: { ...link, snapshotIds: [third.id] } as never,
      })),
    );
    await look(true);
    const link = must(await records.links.read(first.linkId));
    expect(link?.snapshotIds).toEqual([first.id, second.id, third.id]);
    expect(link?.tags).toEqual(['标签']);
  },
);
