import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { ARTIFACT_NAMES } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Store } from '../store/store.ts';
import { artifactKey, uploadKey } from './keys.ts';
import type { Records } from './records.ts';

/**
 * Makes a snapshot that failed or is partial wait for another capture; one that waits already stays as it is, one that
 * is complete is a `conflict`.
 */
export async function queueAgain(records: Records, id: string): Promise<Result<SnapshotRecord>> {
  const found = await records.snapshots.read(id);
  if (!found.ok) return found;
  if (!found.value) return fail('not-found', 'There is no such snapshot.');
  const { status, source } = found.value;
  if (source === 'browser')
    return fail('conflict', 'This snapshot is made of an upload: upload the page again.');
  if (status === 'done')
    return fail('conflict', 'This snapshot is complete; save the page again for a new version.');
  if (status === 'queued' || status === 'capturing') return ok(found.value);
  const link = await records.links.read(found.value.linkId);
  if (!link.ok) return link;
  if (!link.value) return fail('not-found', 'The link of this snapshot is gone.');
  const { error: _error, finishedAt: _ended, ...kept } = found.value;
  const again: SnapshotRecord = { ...kept, status: 'queued', attempts: 0 };
  // The intent first: a kill after the record alone would leave it queued for ever.
  const accepted = await records.intents.create(id, {
    schema: 1,
    snapshot: again,
    canonical: link.value.url,
    tags: [],
  });
  if (!accepted.ok && accepted.error.code !== 'conflict') return accepted;
  return await records.snapshots.update(id, (record) => {
    if (!record) return fail('not-found', 'There is no such snapshot.');
    return ok(record.status === 'failed' || record.status === 'partial' ? again : record);
  });
}

/** Removes a snapshot's files, its record and its place in the queue. */
export async function removeSnapshot(store: Store, records: Records, id: string): Promise<Result<void>> {
  for (const name of ARTIFACT_NAMES) {
    const deleted = await store.delete(artifactKey(id, name));
    if (!deleted.ok) return deleted;
  }
  const upload = await store.delete(uploadKey(id));
  if (!upload.ok) return upload;
  const deleted = await records.snapshots.delete(id);
  return deleted.ok ? await records.intents.delete(id) : deleted;
}
