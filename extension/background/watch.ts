import type { Client } from '@stillpage/shared/client.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import browser from '../browser.ts';

/** Captures accepted and not finished, by snapshot id: when watching began, in milliseconds since 1970. */
type Watched = Readonly<Record<string, number>>;

const KEY = 'watched';
/** Captures asked after at once, the newest: of more the change feed tells. */
const WATCHED_MAX = 50;
/** After this the capture's end is left to the change feed. */
const WATCH_MAX_MS = 10 * 60_000;

export async function watchSnapshot(id: string): Promise<void> {
  const watched = Object.entries({ ...(await readWatched()), [id]: Date.now() });
  await browser.storage.local.set({ [KEY]: Object.fromEntries(watched.slice(-WATCHED_MAX)) });
}

export async function readWatched(): Promise<Watched> {
  return ((await browser.storage.local.get(KEY))[KEY] as Watched | undefined) ?? {};
}

/** Asks after every watched capture once; those that ended are returned and no longer watched. */
export async function lookAfterWatched(client: Client): Promise<SnapshotAnswer[]> {
  const watched = await readWatched();
  const ended: SnapshotAnswer[] = [];
  const left: Record<string, number> = {};
  for (const [id, since] of Object.entries(watched)) {
    const answer = await client.snapshot(id);
    if (answer.ok && /^(done|partial|failed)$/.test(answer.value.status)) ended.push(answer.value);
    else if ((answer.ok || answer.error.retryable) && Date.now() - since < WATCH_MAX_MS) left[id] = since;
  }
  const now = await readWatched();
  const added = Object.fromEntries(Object.entries(now).filter(([id]) => !(id in watched)));
  await browser.storage.local.set({ [KEY]: { ...left, ...added } });
  return ended;
}
