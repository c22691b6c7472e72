import browser from '../browser.ts';

/** Captures accepted and not finished, by snapshot id: when watching began, in milliseconds since 1970. */
export type Watched = Readonly<Record<string, number>>;

/** One key for each: the popup watches a capture tried again while the worker writes what it found of others. */
const PREFIX = 'watched:';

export async function watchSnapshot(id: string): Promise<void> {
  await browser.storage.local.set({ [PREFIX + id]: Date.now() });
}

/** All of them, newest first. */
export async function readWatched(): Promise<Watched> {
  const all = Object.entries(await browser.storage.local.get(null)).filter(([key]) => key.startsWith(PREFIX));
  const watched = all.map(([key, since]) => [key.slice(PREFIX.length), since as number] as const);
  return Object.fromEntries(watched.sort(([, a], [, b]) => b - a));
}

/** Stops watching a capture, but not one that somebody has begun to watch anew. */
export async function unwatch(id: string, since: number): Promise<void> {
  const key = PREFIX + id;
  if ((await browser.storage.local.get(key))[key] === since) await browser.storage.local.remove(key);
}
