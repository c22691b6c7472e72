import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { fail, ok } from '@stillpage/shared/errors.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Records } from '../records.ts';

/** Whether the link has this version; one that was purged has none, and misses none. */
export function isListed(link: LinkRecord | undefined, snapshotId: string): boolean {
  return link !== undefined && (link.purgedAt !== undefined || link.snapshotIds.includes(snapshotId));
}

/** Puts a version back into its link, at its place in time. */
export async function enlist(records: Records, snapshot: SnapshotRecord): Promise<boolean> {
  const written = await records.links.update(snapshot.linkId, (link) => {
    if (!link) return fail('not-found');
    if (isListed(link, snapshot.id)) return ok(link);
    return ok({ ...link, snapshotIds: [snapshot.id, ...link.snapshotIds], rev: link.rev + 1 });
  });
  return written.ok && (await order(records, snapshot.linkId));
}

/** Makes a lost link again from what its version knows of it. */
export async function relink(records: Records, snapshot: SnapshotRecord): Promise<boolean> {
  const url = canonicalUrl(snapshot.url);
  if (!url.ok) return false;
  const { linkId, createdAt, page } = snapshot;
  const written = await records.links.update(linkId, (link) =>
    ok(
      link ?? {
        schema: 1,
        id: linkId,
        url: url.value,
        title: page?.title ?? '',
        titleEdited: false,
        tags: [],
        note: '',
        snapshotIds: [snapshot.id],
        createdAt,
        updatedAt: createdAt,
        rev: 1,
      },
    ),
  );
  return written.ok && (isListed(written.value, snapshot.id) || (await enlist(records, snapshot)));
}

/** Takes versions that are not there out of a link. */
export async function delist(records: Records, linkId: string, gone: readonly string[]): Promise<boolean> {
  const written = await records.links.update(linkId, (link) => {
    if (!link) return fail('not-found');
    const snapshotIds = link.snapshotIds.filter((id) => !gone.includes(id));
    return ok({ ...link, snapshotIds, rev: link.rev + 1 });
  });
  return written.ok;
}

/**
 * Versions oldest first; those whose record cannot be read come before all others. A version that is
 * put back meanwhile has no known time yet: then everything is read once more.
 */
async function order(records: Records, linkId: string): Promise<boolean> {
  const times = new Map<string, string>();
  for (;;) {
    const link = await records.links.read(linkId);
    if (!link.ok || !link.value) return false;
    for (const id of link.value.snapshotIds) {
      if (times.has(id)) continue;
      const version = await records.snapshots.read(id);
      times.set(id, (version.ok && version.value?.createdAt) || '');
    }
    let unknown = false;
    const written = await records.links.update(linkId, (now) => {
      if (!now) return fail('not-found');
      unknown = now.snapshotIds.some((id) => !times.has(id));
      return ok(unknown ? now : inOrder(now, times));
    });
    if (!unknown) return written.ok;
  }
}

function inOrder(link: LinkRecord, times: ReadonlyMap<string, string>): LinkRecord {
  const timeOf = (id: string) => times.get(id) ?? '';
  const snapshotIds = link.snapshotIds.toSorted(
    (a, b) => Number(timeOf(a) > timeOf(b)) - Number(timeOf(a) < timeOf(b)),
  );
  const same = snapshotIds.every((id, at) => id === link.snapshotIds[at]);
  return same ? link : { ...link, snapshotIds, rev: link.rev + 1 };
}
