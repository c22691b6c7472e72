import browser from '../browser.ts';

/** Captures accepted and not finished, by snapshot id: when watching began, in milliseconds since 1970. */
export type Watched = Readonly<Record<string, number>>;

export const WATCHED_KEY = 'watched';
/** Captures asked after at once, the newest: of more the change feed tells. */
const WATCHED_MAX = 50;

export async function watchSnapshot(id: string): Promise<void> {
  const watched = Object.entries({ ...(await readWatched()), [id]: Date.now() });
  await browser.storage.local.set({ [WATCHED_KEY]: Object.fromEntries(watched.slice(-WATCHED_MAX)) });
}

export async function readWatched(): Promise<Watched> {
  return ((await browser.storage.local.get(WATCHED_KEY))[WATCHED_KEY] as Watched | undefined) ?? {};
}
