import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import type { FirstScreen, Replica, ReplicaLink, ReplicaTag } from './database.ts';

/** Links on the first screen. */
export const FIRST_LINKS = 50;
/** Tags on the first screen, most used first. */
export const FIRST_TAGS = 200;

/** A link of the API as the replica keeps it. */
export function toReplica(link: LinkAnswer): ReplicaLink {
  return {
    id: link.id,
    url: link.url,
    title: link.title,
    tags: link.tags,
    tagKeys: keysOf(link.tags),
    updatedAt: link.updatedAt,
    rev: link.rev,
    ...(link.snapshot
      ? {
          snapshotId: link.snapshot.id,
          status: link.snapshot.status,
          hasThumbnail: link.snapshot.hasThumbnail,
        }
      : {}),
  };
}

/** Keys of tags and of every level above them, each once. */
export function keysOf(tags: readonly string[]): string[] {
  const keys = tags.flatMap((tag) => {
    const levels = tagKey(tag).split('/');
    return levels.map((_, depth) => levels.slice(0, depth + 1).join('/'));
  });
  return [...new Set(keys)];
}

/**
 * Puts and removes links, and in the same transaction keeps the tag counts, the first screen and the list of
 * links that the search text does not know yet. A link older than the replica's is left out.
 */
export async function writeLinks(
  replica: Replica,
  put: readonly ReplicaLink[],
  remove: readonly string[] = [],
): Promise<void> {
  const transaction = replica.transaction(['links', 'tags', 'blob'], 'readwrite', { durability: 'relaxed' });
  const links = transaction.objectStore('links');
  const tags = transaction.objectStore('tags');
  const blob = transaction.objectStore('blob');
  const counts = new Map<string, { spelling: string; change: number }>();
  const count = (link: ReplicaLink | undefined, change: number) => {
    for (const key of link?.tagKeys ?? []) {
      const known = counts.get(key) ?? { spelling: spellingOf(link?.tags ?? [], key), change: 0 };
      counts.set(key, { ...known, change: known.change + change });
    }
  };

  const touched: string[] = [];
  for (const link of put) {
    const before = await links.get(link.id);
    // A row of the feed may repeat; a save made here (rev 0) never hides what is known of the link.
    if (before && link.rev !== 0 && before.rev > link.rev) continue;
    count(before, -1);
    count(link, +1);
    await links.put(link);
    touched.push(link.id);
  }
  for (const id of remove) {
    const before = await links.get(id);
    if (!before) continue;
    count(before, -1);
    await links.delete(id);
    touched.push(id);
  }
  if (touched.length > 0) {
    for (const [key, { spelling, change }] of counts) {
      if (change === 0) continue;
      const before = await tags.get(key);
      const now = (before?.count ?? 0) + change;
      if (now > 0) await tags.put({ key, tag: before?.tag ?? spelling, count: now });
      else await tags.delete(key);
    }
    const unindexed = new Set((await blob.get('unindexed')) as string[] | undefined);
    for (const id of touched) unindexed.add(id);
    await blob.put([...unindexed], 'unindexed');

    const newest: ReplicaLink[] = [];
    let cursor = await links.index('updated').openCursor(null, 'prev');
    while (cursor && newest.length < FIRST_LINKS) {
      newest.push(cursor.value);
      cursor = await cursor.continue();
    }
    const all = byUse(await tags.getAll());
    const first: FirstScreen = {
      total: await links.count(),
      tags: all.slice(0, FIRST_TAGS),
      tagsTotal: all.length,
      newest,
    };
    await blob.put(first, 'first-screen');
  }
  await transaction.done;
}

/** Most used first, then by name. */
export function byUse(tags: readonly ReplicaTag[]): ReplicaTag[] {
  return [...tags].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

/** Empties the replica: another backend's links are none of this one's. */
export async function clearReplica(replica: Replica): Promise<void> {
  const transaction = replica.transaction(['links', 'tags', 'blob'], 'readwrite');
  for (const name of ['links', 'tags', 'blob'] as const) await transaction.objectStore(name).clear();
  await transaction.done;
}

function spellingOf(tags: readonly string[], key: string): string {
  const depth = key.split('/').length;
  const tag = tags.find((candidate) => keysOf([candidate]).includes(key)) ?? key;
  return tag.split('/').slice(0, depth).join('/');
}
