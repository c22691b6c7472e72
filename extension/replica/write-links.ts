import { tagKey } from '@stillpage/shared/tags.ts';
import { BEHIND } from './behind.ts';
import type { Replica, ReplicaLink } from './database.ts';
import { refreshFirstScreen, TOTAL, WRITES } from './first-screen.ts';
import { PAGE_LINKS, pageOf } from './link-pages.ts';

/** Changed links are scanned one by one until there are this many; then the search text is joined anew. */
export const UNINDEXED_MAX = 300;

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
  /** The feed goes on behind these links. */
  readonly behind?: true;
  /** A feed read from its start is right about every link, also one that was further before. */
  readonly anyRev?: boolean;
  /** Ids that this run wrote into a replica that was empty before it: no others are there, so no others are read. */
  readonly fresh?: Set<string>;
  /** More is written at once: the first screen is left to the last of it. */
  readonly more?: boolean;
};

/**
 * Puts and removes links, and in the same transaction keeps the tag counts and the list of links that the search text
 * does not know yet; then makes the first screen of it. A link older than the replica's is left out.
 */
export async function writeLinks(
  replica: Replica,
  put: readonly ReplicaLink[],
  remove: readonly string[] = [],
  { cursor, behind, anyRev, fresh, more }: WriteOptions = {},
): Promise<void> {
  const transaction = replica.transaction(['pages', 'tags', 'blob'], 'readwrite', { durability: 'relaxed' });
  const pages = transaction.objectStore('pages');
  const tags = transaction.objectStore('tags');
  const blob = transaction.objectStore('blob');
  let total = ((await blob.get(TOTAL)) as number | undefined) ?? 0;
  const unread = fresh !== undefined && fresh.size === total;

  // Reads go out together, writes are not waited for one by one: a first sync writes 100,000 links.
  const asked = [...put.map(({ id }) => id), ...remove];
  const keys = await Promise.all(
    asked.map((id) => (unread && !fresh.has(id) ? undefined : pages.index('ids').getKey(id))),
  );
  const places = new Map(asked.map((id, at) => [id, keys[at]]));
  const read = [...new Set(keys)].filter((key) => key !== undefined);
  const pagesRead = await Promise.all(read.map((key) => pages.get(key)));
  const before = new Map(
    read.map((key, at) => [key, new Map(pagesRead[at]?.links.map((link) => [link.id, link]))]),
  );

  const counts = new Map<string, { spelling: string; change: number }>();
  const count = (link: ReplicaLink | undefined, change: number) => {
    for (const key of link?.tagKeys ?? []) {
      const known = counts.get(key) ?? { spelling: spellingOf(link?.tags ?? [], key), change: 0 };
      counts.set(key, { ...known, change: known.change + change });
    }
  };
  const added = new Map<string, ReplicaLink>();
  const dirty = new Set<number>();
  const touched: string[] = [];
  const pageWith = (id: string) => {
    const key = places.get(id);
    const links = key === undefined ? undefined : before.get(key);
    return key === undefined || !links?.has(id) ? { links: added } : { links, key };
  };
  for (const link of put) {
    const { links, key } = pageWith(link.id);
    const known = links.get(link.id);
    // A row of the feed may repeat; a save made here (rev 0) never hides what is known of the link.
    if (known && link.rev !== 0 && known.rev > link.rev && !anyRev) continue;
    count(known, -1);
    count(link, +1);
    if (!known) total += 1;
    links.set(link.id, link);
    if (key !== undefined) dirty.add(key);
    fresh?.add(link.id);
    touched.push(link.id);
  }
  for (const id of remove) {
    const { links, key } = pageWith(id);
    const known = links.get(id);
    if (!known) continue;
    count(known, -1);
    total -= 1;
    links.delete(id);
    if (key !== undefined) dirty.add(key);
    fresh?.delete(id);
    touched.push(id);
  }
  for (const key of dirty) {
    const links = [...(before.get(key)?.values() ?? [])];
    void (links.length > 0 ? pages.put(pageOf(links), key) : pages.delete(key));
  }
  const rest = [...added.values()];
  for (let at = 0; at < rest.length; at += PAGE_LINKS)
    void pages.add(pageOf(rest.slice(at, at + PAGE_LINKS)));

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
    void blob.put((((await blob.get(WRITES)) as number | undefined) ?? 0) + 1, WRITES);
    void blob.put(total, TOTAL);
  }
  if (cursor !== undefined) void blob.put(cursor, 'cursor');
  if (behind) void blob.put(behind, BEHIND);
  await transaction.done;
  if (!more) await refreshFirstScreen(replica);
}

function spellingOf(tags: readonly string[], key: string): string {
  const depth = key.split('/').length;
  const tag = tags.find((candidate) => keysOf([candidate]).includes(key)) ?? key;
  return tag.split('/').slice(0, depth).join('/');
}
