import type { FirstScreen, Replica, ReplicaTag } from './database.ts';
import { ALL, firstOf, orderRange } from './link-pages.ts';

/** Links on the first screen. */
export const FIRST_LINKS = 50;
/** Tags on the first screen, most used first. */
export const FIRST_TAGS = 200;
/** Keys of blobs: how many writes of links there were, and how many links there are. */
export const WRITES = 'writes';
export const TOTAL = 'total';

const KEY = 'first-screen';
/** What is shown of a replica that holds nothing. */
const EMPTY_SCREEN: FirstScreen = { writes: 0, total: 0, tags: [], tagsTotal: 0, newest: [] };

/** The prepared first screen: one read, whatever the library's size. */
export async function readFirstScreen(replica: Replica): Promise<FirstScreen> {
  return (await replica.get('screen', KEY)) ?? EMPTY_SCREEN;
}

/**
 * Makes the first screen anew after links were written. It lies in a store of its own: a popup that opens reads it
 * while a long write holds the others.
 */
export async function prepareFirstScreen(replica: Replica): Promise<void> {
  const reading = replica.transaction(['pages', 'tags', 'blob']);
  const pages = reading.objectStore('pages');
  const blob = reading.objectStore('blob');
  const [writes = 0, total = 0, known, first] = await Promise.all([
    blob.get(WRITES) as Promise<number | undefined>,
    blob.get(TOTAL) as Promise<number | undefined>,
    reading.objectStore('tags').getAll(),
    pages.index('order').getAllKeys(orderRange(ALL), FIRST_LINKS),
  ]);
  const newest = await Promise.all([...new Set(first)].map((key) => pages.get(key)));
  const tags = byUse(known);
  const screen: FirstScreen = {
    writes,
    total,
    tags: tags.slice(0, FIRST_TAGS),
    tagsTotal: tags.length,
    newest: firstOf(newest, ALL, FIRST_LINKS),
  };
  const { store, done } = replica.transaction('screen', 'readwrite', { durability: 'relaxed' });
  // Popup and worker both write: the later one's stays.
  if (((await store.get(KEY))?.writes ?? 0) < writes) void store.put(screen, KEY);
  await done;
}

/** Catches up with a write whose worker was ended before it came to the first screen. Resolves to whether there was one. */
export async function refreshFirstScreen(replica: Replica): Promise<boolean> {
  const writes = ((await replica.get('blob', WRITES)) as number | undefined) ?? 0;
  if ((await readFirstScreen(replica)).writes >= writes) return false;
  await prepareFirstScreen(replica);
  return true;
}

/** Most used first, then by name. */
export function byUse(tags: readonly ReplicaTag[]): ReplicaTag[] {
  return [...tags].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}
