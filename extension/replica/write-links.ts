import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import type { FirstScreen, Replica, ReplicaLink, ReplicaTag } from './database.ts';

/** Links on the first screen. */
export const FIRST_LINKS = 50;
/** Changed links are scanned one by one until there are this many; then the search text is joined anew. */
export const UNINDEXED_MAX = 300;
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
          ...(link.snapshot.visibility === 'private' ? { private: true } : {}),
        }
      : {}),
    ...(link.snapshotIds.length > 1 ? { versions: link.snapshotIds.length } : {}),
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

export type WriteOptions = {
  /** Of the change feed, written along with its links. */
  readonly cursor?: string;
  /** Ids that this run wrote into a replica that was empty before it: no others are there, so no others are read. */
  readonly fresh?: Set<string>;
};

/**
 * Puts and removes links, and in the same transaction keeps the tag counts, the first screen and the list of
 * links that the search text does not know yet. A link older than the replica's is left out.
 */
export async function writeLinks(
  replica: Replica,
  put: readonly ReplicaLink[],
  remove: readonly string[] = [],
  { cursor, fresh }: WriteOptions = {},
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
  // Reads go out together, writes are not waited for one by one: a first sync writes 100,000 links.
  const held = fresh && ((await blob.get('first-screen')) as FirstScreen | undefined);
  const unread = fresh !== undefined && fresh.size === (held?.total ?? 0);
  const [before, gone] = await Promise.all([
    Promise.all(put.map(({ id }) => (unread && !fresh.has(id) ? undefined : links.get(id)))),
    Promise.all(remove.map((id) => links.get(id))),
  ]);
  const latest = new Map(put.map((link, index) => [link.id, before[index]]));
  for (const link of put) {
    const known = latest.get(link.id);
    // A row of the feed may repeat; a save made here (rev 0) never hides what is known of the link.
    if (known && link.rev !== 0 && known.rev > link.rev) continue;
    count(known, -1);
    count(link, +1);
    latest.set(link.id, link);
    fresh?.add(link.id);
    void links.put(link);
    touched.push(link.id);
  }
  for (const link of gone) {
    if (!link) continue;
    count(link, -1);
    fresh?.delete(link.id);
    void links.delete(link.id);
    touched.push(link.id);
  }
  if (touched.length > 0) {
    const changed = [...counts].filter(([, { change }]) => change !== 0);
    const known = await Promise.all(changed.map(([key]) => tags.get(key)));
    for (const [index, [key, { spelling, change }]] of changed.entries()) {
      const now = (known[index]?.count ?? 0) + change;
      if (now > 0) void tags.put({ tag: spelling, ...known[index], key, count: now });
      else void tags.delete(key);
    }
    const unindexed = new Set((await blob.get('unindexed')) as string[] | undefined);
    for (const id of touched) if (unindexed.size <= UNINDEXED_MAX) unindexed.add(id);
    void blob.put([...unindexed], 'unindexed');

    const newest: ReplicaLink[] = [];
    let cursor = await links.index('updated').openCursor(null, 'prev');
    while (cursor && newest.length < FIRST_LINKS) {
      newest.push(cursor.value);
      cursor = await cursor.continue();
    }
    const all = byUse(await tags.getAll());
    const first: FirstScreen = {
      // Counting reads every key.
      total: unread ? fresh.size : await links.count(),
      tags: all.slice(0, FIRST_TAGS),
      tagsTotal: all.length,
      newest,
    };
    void blob.put(first, 'first-screen');
  }
  if (cursor !== undefined) void blob.put(cursor, 'cursor');
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
