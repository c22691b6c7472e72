import type { Client } from '@stillpage/shared/client.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { readWatched, unwatch } from './watched.ts';

/** After this the capture's end is left to the change feed. */
const WATCH_MAX_MS = 10 * 60_000;
/** Captures asked after at once, the newest: of more the change feed tells. */
const WATCHED_MAX = 50;

/** Asks after every watched capture once; those that ended are returned and no longer watched. */
export async function lookAfterWatched(client: Client): Promise<SnapshotAnswer[]> {
  const watched = Object.entries(await readWatched());
  const ended: SnapshotAnswer[] = [];
  for (const [id, since] of watched.slice(0, WATCHED_MAX)) {
    const answer = await client.snapshot(id);
    const isOver = answer.ok && /^(done|partial|failed)$/.test(answer.value.status);
    if (isOver) ended.push(answer.value);
    const isWorthIt = answer.ok || answer.error.retryable;
    if (isOver || !isWorthIt || Math.abs(Date.now() - since) >= WATCH_MAX_MS) await unwatch(id, since);
  }
  for (const [id, since] of watched.slice(WATCHED_MAX)) await unwatch(id, since);
  return ended;
}
