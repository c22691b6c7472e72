import type { Client } from '@stillpage/shared/client.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import browser from '../browser.ts';
import { readWatched, WATCHED_KEY } from './watched.ts';

/** After this the capture's end is left to the change feed. */
const WATCH_MAX_MS = 10 * 60_000;

/** Asks after every watched capture once; those that ended are returned and no longer watched. */
export async function lookAfterWatched(client: Client): Promise<SnapshotAnswer[]> {
  const watched = await readWatched();
  const ended: SnapshotAnswer[] = [];
  const left: Record<string, number> = {};
  for (const [id, since] of Object.entries(watched)) {
    const answer = await client.snapshot(id);
    if (answer.ok && /^(done|partial|failed)$/.test(answer.value.status)) ended.push(answer.value);
    else if ((answer.ok || answer.error.retryable) && Math.abs(Date.now() - since) < WATCH_MAX_MS)
      left[id] = since;
  }
  const now = await readWatched();
  const added = Object.fromEntries(Object.entries(now).filter(([id]) => !(id in watched)));
  await browser.storage.local.set({ [WATCHED_KEY]: { ...left, ...added } });
  return ended;
}
