import type { LinkPage, ReplicaLink } from './database.ts';

/** Links in one record: more make a change of one dearer, fewer a first sync of all. */
export const PAGE_LINKS = 16;
/** The key under which every link stands, as under a tag. */
export const ALL = '';

/** The last instant that a date can have, in milliseconds since 1970; counted back from it, the newest come first. */
const LAST_MS = 8.64e15;
const DIGITS = 11;

/** Where a link stands under the key of a tag: newest first, those of one instant by id. */
export function orderEntry(key: string, { updatedAt, id }: Pick<ReplicaLink, 'updatedAt' | 'id'>): string {
  const age = (LAST_MS - (Date.parse(updatedAt) || 0)).toString(36).padStart(DIGITS, '0');
  return `${key}\0${age}${id}`;
}

/** Newest first. */
export function byTime(a: ReplicaLink, b: ReplicaLink): number {
  return orderEntry(ALL, a) < orderEntry(ALL, b) ? -1 : 1;
}

/** Whether a link stands under the key of a tag. */
export function isUnder(link: ReplicaLink, key: string): boolean {
  return key === ALL || link.tagKeys.includes(key);
}

/** The entries of the order under a key, all of them or those behind a link. */
export function orderRange(key: string, after?: ReplicaLink): IDBKeyRange {
  return IDBKeyRange.bound(after ? orderEntry(key, after) : `${key}\0`, `${key}\0\uffff`, true);
}

/** The record of some links. */
export function pageOf(links: readonly ReplicaLink[]): LinkPage {
  return {
    links,
    ids: links.map(({ id }) => id),
    order: links.flatMap((link) => [ALL, ...link.tagKeys].map((key) => orderEntry(key, link))),
  };
}

/** The first links under a key among the records that hold the first entries. */
export function firstOf(
  pages: readonly (LinkPage | undefined)[],
  key: string,
  limit: number,
  after?: ReplicaLink,
): ReplicaLink[] {
  const from = after && orderEntry(key, after);
  return pages
    .flatMap((page) => page?.links ?? [])
    .filter((link) => isUnder(link, key))
    .map((link) => ({ link, at: orderEntry(key, link) }))
    .filter(({ at }) => from === undefined || at > from)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, limit)
    .map(({ link }) => link);
}
