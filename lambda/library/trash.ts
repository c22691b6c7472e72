import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { listPages } from '../store/list-pages.ts';
import type { Store } from '../store/store.ts';
import { idOfKey, TRASH, trashKey } from './keys.ts';
import type { Records } from './records.ts';
import { removeSnapshot } from './snapshot-changes.ts';

/** How long a deleted link can be restored, in days; the design's figure. */
export const TRASH_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

export type TrashParts = {
  readonly store: Store;
  readonly records: Records;
  /** Ends a capture of a snapshot that is about to go. */
  readonly cancel: (snapshotId: string) => Promise<void>;
  /** Told of each link whose record changed. */
  readonly onChange: (linkId: string) => Promise<void>;
};

/**
 * Notes that a link is about to go into the trash. The note comes before the record's own change, so that a killed
 * process leaves no link in the trash that a purge does not find.
 */
export async function noteTrashed(store: Store, linkId: string): Promise<Result<void>> {
  const written = await store.put(trashKey(linkId), Buffer.from('{}\n'));
  return written.ok ? ok(undefined) : written;
}

/**
 * Removes for ever what was put into the trash before `before`: every file and record of its snapshots. What stays of
 * a link is its id, address and time, so that devices which were away that long still hear of it. Resolves with the
 * number of links purged; a link that was restored meanwhile is left alone.
 */
export async function purgeTrash(
  parts: TrashParts,
  before: Date,
  signal?: AbortSignal,
): Promise<Result<number>> {
  let purged = 0;
  for await (const page of listPages(parts.store, TRASH)) {
    if (!page.ok) return page;
    for (const { key } of page.value) {
      if (signal?.aborted) return ok(purged);
      if (!isId(idOfKey(key))) continue;
      const done = await purgeLink(parts, idOfKey(key), before);
      // A record that cannot be read is kept, and hinders no other.
      if (done.ok && done.value) purged += 1;
    }
  }
  return ok(purged);
}

/** What was in the trash a whole term ago, for `purgeTrash`. */
export function endOfTerm(now = new Date()): Date {
  return new Date(now.getTime() - TRASH_DAYS * DAY_MS);
}

/** Purges one link, if it has been in the trash since before `before`; resolves to whether it was. */
export async function purgeLink(parts: TrashParts, linkId: string, before: Date): Promise<Result<boolean>> {
  const { store, records } = parts;
  const link = await records.links.read(linkId);
  if (!link.ok) return link;
  if (!link.value?.deletedAt) {
    const removed = await store.delete(trashKey(linkId));
    return removed.ok ? ok(false) : removed;
  }
  if (Date.parse(link.value.deletedAt) > before.getTime()) return ok(false);
  // Emptied before its files go: from here on nobody can restore half of it.
  const emptied = await records.links.update(linkId, emptying);
  if (!emptied.ok) return emptied;
  const { purgedAt, snapshotIds } = emptied.value;
  if (purgedAt === undefined) return ok(false);
  for (const id of snapshotIds) {
    await parts.cancel(id);
    const removed = await removeSnapshot(store, records, id);
    if (!removed.ok) return removed;
  }
  // Saved again meanwhile, it has a new version, which stays.
  const cleared = await records.links.update(linkId, without(snapshotIds));
  if (!cleared.ok) return cleared;
  await parts.onChange(linkId);
  const removed = await store.delete(trashKey(linkId));
  return removed.ok ? ok(true) : removed;
}

function emptying(link: LinkRecord | undefined): Result<LinkRecord> {
  if (!link) return fail('not-found');
  if (!link.deletedAt || link.purgedAt) return ok(link);
  const purgedAt = new Date().toISOString();
  return ok({ ...link, title: '', titleEdited: false, tags: [], note: '', purgedAt, rev: link.rev + 1 });
}

function without(removed: readonly string[]): (link: LinkRecord | undefined) => Result<LinkRecord> {
  return (link) => {
    if (!link) return fail('not-found');
    const snapshotIds = link.snapshotIds.filter((id) => !removed.includes(id));
    return ok(
      snapshotIds.length === link.snapshotIds.length ? link : { ...link, snapshotIds, rev: link.rev + 1 },
    );
  };
}
