import { tagKey } from '@stillpage/shared/tags.ts';
import type { Replica, ReplicaLink, ReplicaTag } from './database.ts';
import { byUse } from './first-screen.ts';
import { firstOf, orderRange } from './link-pages.ts';
import { matchesPinyin } from './pinyin-match.ts';

/** Links read at once on the way through those of a tag. */
const STEP_MAX = 1_000;

/** Links under the key of a tag, or all of them, newest first, at most `limit`; those behind `after` when it is given. */
export async function linksInOrder(
  replica: Replica,
  key: string,
  limit: number,
  after?: ReplicaLink,
): Promise<ReplicaLink[]> {
  const { store } = replica.transaction('pages');
  const keys = await store.index('order').getAllKeys(orderRange(key, after), limit);
  const pages = await Promise.all([...new Set(keys)].map((page) => store.get(page)));
  return firstOf(pages, key, limit, after);
}

/** Links with every one of the tags that `fits` lets through, newest first, at most `limit`. */
export async function linksWithTags(
  replica: Replica,
  tags: readonly string[],
  limit: number,
  fits: (link: ReplicaLink) => boolean = () => true,
): Promise<ReplicaLink[]> {
  const keys = tags.map(tagKey);
  const rarest = keys.length > 1 ? await rarestOf(replica, keys) : keys[0];
  if (rarest === undefined) return [];
  const found: ReplicaLink[] = [];
  let step = limit;
  for (let last: ReplicaLink | undefined; ; step = Math.min(step * 4, STEP_MAX)) {
    const links = await linksInOrder(replica, rarest, step, last);
    found.push(...links.filter((link) => keys.every((key) => link.tagKeys.includes(key)) && fits(link)));
    last = links.at(-1);
    if (last === undefined || links.length < step || found.length >= limit) return found.slice(0, limit);
  }
}

/** The tag that leads: of the rarest the fewest links are read. */
async function rarestOf(replica: Replica, keys: readonly string[]): Promise<string | undefined> {
  const { store } = replica.transaction('tags');
  const counts = await Promise.all(keys.map(async (key) => (await store.get(key))?.count ?? 0));
  return keys[counts.indexOf(Math.min(...counts))];
}

/** Links by id, in the order asked; ids that are gone are left out. */
export async function linksById(replica: Replica, ids: readonly string[]): Promise<ReplicaLink[]> {
  const index = replica.transaction('pages').store.index('ids');
  const pages = await Promise.all(ids.map((id) => index.get(id)));
  return ids
    .map((id, at) => pages[at]?.links.find((link) => link.id === id))
    .filter((link) => link !== undefined);
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
