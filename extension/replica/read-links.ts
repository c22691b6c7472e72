import { tagKey } from '@stillpage/shared/tags.ts';
import type { FirstScreen, Replica, ReplicaLink, ReplicaTag } from './database.ts';
import { matchesPinyin } from './pinyin-match.ts';
import { byUse } from './write-links.ts';

const EMPTY: FirstScreen = { total: 0, tags: [], tagsTotal: 0, newest: [] };

/** A tag on more links than this is on every hundredth of a library of 100,000. */
const OFTEN = 1_000;

/** The prepared first screen: one read, whatever the library's size. */
export async function readFirstScreen(replica: Replica): Promise<FirstScreen> {
  return ((await replica.get('blob', 'first-screen')) as FirstScreen | undefined) ?? EMPTY;
}

/** Links with every one of the tags, newest first, at most `limit`. */
export async function linksWithTags(
  replica: Replica,
  tags: readonly string[],
  limit: number,
): Promise<ReplicaLink[]> {
  const keys = tags.map(tagKey);
  const transaction = replica.transaction(['links', 'tags']);
  const counts = await Promise.all(
    keys.map(async (key) => (await transaction.objectStore('tags').get(key))?.count ?? 0),
  );
  // The rarest tag leads: the fewest links are read.
  const rarest = keys[counts.indexOf(Math.min(...counts))];
  if (rarest === undefined) return [];
  if (keys.length === 1 && limit < OFTEN && Math.min(...counts) > OFTEN) {
    // Of a tag on many links the newest come soon on the way back through time; reading them all would take longer.
    const found: ReplicaLink[] = [];
    let cursor = await transaction.objectStore('links').index('updated').openCursor(null, 'prev');
    while (cursor && found.length < limit) {
      if (cursor.value.tagKeys.includes(rarest)) found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  }
  const links = await transaction.objectStore('links').index('tags').getAll(rarest);
  return links
    .filter((link) => keys.every((key) => link.tagKeys.includes(key)))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
    .slice(0, limit);
}

/** Links by id, in the order asked; ids that are gone are left out. */
export async function linksById(replica: Replica, ids: readonly string[]): Promise<ReplicaLink[]> {
  const store = replica.transaction('links').store;
  const links = await Promise.all(ids.map((id) => store.get(id)));
  return links.filter((link) => link !== undefined);
}

/** Links older than `before` (ISO 8601), newest first. */
export async function linksBefore(replica: Replica, before: string, limit: number): Promise<ReplicaLink[]> {
  const found: ReplicaLink[] = [];
  const range = IDBKeyRange.upperBound(before, true);
  let cursor = await replica.transaction('links').store.index('updated').openCursor(range, 'prev');
  while (cursor && found.length < limit) {
    found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}

/** Every tag, most used first. */
export async function allTags(replica: Replica): Promise<ReplicaTag[]> {
  return byUse(await replica.getAll('tags'));
}

/** Tags for what is typed: those that begin with it, then those with a level that does, Chinese ones read so, those that contain it. */
export function completions(
  tags: readonly ReplicaTag[],
  typed: string,
  taken: readonly string[],
  limit: number,
): ReplicaTag[] {
  const key = tagKey(typed);
  if (key === '') return [];
  const used = new Set(taken.map(tagKey));
  const letters = /^[a-z/]+$/.test(key);
  const rank = ({ key: known, pinyin }: ReplicaTag) => {
    if (known.startsWith(key)) return 0;
    if (known.includes(`/${key}`)) return 1;
    if (letters && pinyin && matchesPinyin(pinyin, key)) return 2;
    return known.includes(key) ? 3 : 4;
  };
  return tags
    .filter((tag) => !used.has(tag.key) && rank(tag) < 4)
    .sort((a, b) => rank(a) - rank(b) || b.count - a.count)
    .slice(0, limit);
}
