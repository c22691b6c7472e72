import type { Client } from '@stillpage/shared/client.ts';
import type { ErrorCode, Result } from '@stillpage/shared/errors.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { readSettings } from '../settings.ts';
import { isForBackendInUse } from './bound-to.ts';
import { type OutboxEntry, readOutbox, removeFromOutbox, replaceInOutbox } from './outbox.ts';

/** First wait after a failed attempt, doubled with each further one. */
const BACKOFF_FIRST_MS = 5_000;
/** Longest wait: a backend that comes back is noticed within this time. */
const BACKOFF_MAX_MS = 5 * 60_000;
/** After so many saves in a row that met nobody, or too many of their kind, the rest waits for the next round. */
const IN_VAIN_MAX = 3;
/** Answers after which asking again cannot help; the person decides. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'invalid-request',
  'invalid-url',
  'unauthorized',
  'forbidden',
  'conflict',
  'too-large',
  'blocked-address',
  'unsupported-content',
]);

/**
 * Sends every due save, oldest first, and removes each only after its answer, so that a worker ended at any
 * moment loses none. A save may arrive twice; its id makes the second one harmless.
 */
export async function deliverOutbox(
  client: Client,
  accepted: (answer: SnapshotAnswer) => Promise<void>,
  sendPage: (client: Client, id: string) => Promise<Result<SnapshotAnswer>>,
): Promise<void> {
  const settings = await readSettings();
  let inVain = 0;
  for (const entry of await readOutbox()) {
    if (inVain >= IN_VAIN_MAX) return;
    if (!isForBackendInUse(entry, settings)) continue;
    if (entry.refused || entry.nextAt > Date.now() || entry.seen?.stage === 'reading') continue;
    const saved = await client.save(entry.request);
    const result = saved.ok && entry.seen ? await sendPage(client, entry.request.id) : saved;
    if (result.ok) {
      await accepted(result.value);
      await removeFromOutbox(entry.request.id);
    } else if (FINAL.has(result.error.code)) {
      await replaceInOutbox({ ...entry, attempts: entry.attempts + 1, refused: result.error });
    } else {
      await replaceInOutbox(postponed(entry, Date.now()));
      inVain += 1;
      continue;
    }
    inVain = 0;
  }
}

/** The same save, due later. */
export function postponed(entry: OutboxEntry, now: number): OutboxEntry {
  return { ...entry, attempts: entry.attempts + 1, nextAt: now + backoffMs(entry.attempts) };
}

/** The wait after so many failed attempts, in milliseconds. */
export function backoffMs(attempts: number): number {
  return Math.min(BACKOFF_FIRST_MS * 2 ** attempts, BACKOFF_MAX_MS);
}
