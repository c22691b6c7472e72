import type { Client } from '@stillpage/shared/client.ts';
import { type ErrorCode, type Failure, fail, type Result } from '@stillpage/shared/errors.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { readSettings } from '../settings.ts';
import { isForBackendInUse } from './bound-to.ts';
import { type OutboxEntry, readOutbox, removeFromOutbox, replaceInOutbox } from './outbox.ts';

/** First wait after a failed attempt, doubled with each further one. */
const BACKOFF_FIRST_MS = 5_000;
/** Longest wait: a backend that comes back is noticed within this time. */
const BACKOFF_MAX_MS = 5 * 60_000;
/** Longest wait that a backend may ask for by itself. */
const ASKED_MAX_MS = 60 * 60_000;
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
    if (entry.refused || !isDue(entry, Date.now()) || entry.seen?.stage === 'reading') continue;
    const saved = await sent(client, entry);
    const result = saved.ok && entry.seen ? await sendPage(client, entry.request.id) : saved;
    if (result.ok) {
      await accepted(result.value);
      await removeFromOutbox(entry.request.id);
    } else if (FINAL.has(result.error.code)) {
      await replaceInOutbox({ ...entry, attempts: entry.attempts + 1, refused: result.error });
    } else {
      await replaceInOutbox(postponed(entry, Date.now(), result.error));
      // Asked to wait, or met by nobody too often: the rest waits as well.
      inVain += result.error.retryAfterS ? IN_VAIN_MAX : 1;
      continue;
    }
    inVain = 0;
  }
}

/** Only an answer about this very save takes it out of the outbox: whatever else listens there may answer as well. */
async function sent(client: Client, { request }: OutboxEntry): Promise<Result<SnapshotAnswer>> {
  const saved = await client.save(request);
  return saved.ok && saved.value.id !== request.id
    ? fail('internal', 'The answer is of another save.')
    : saved;
}

/** The same save, due later, and why. */
export function postponed(
  entry: OutboxEntry,
  now: number,
  { code, retryAfterS = 0 }: Pick<Failure, 'code' | 'retryAfterS'>,
): OutboxEntry {
  const asked = Math.min(retryAfterS * 1_000, ASKED_MAX_MS);
  const wait = Math.max(asked, backoffMs(entry.attempts));
  return { ...entry, attempts: entry.attempts + 1, nextAt: now + wait, why: code };
}

/** Whether its time has come; one that is further away than any wait was put off before the clock was set back. */
export function isDue({ nextAt }: { readonly nextAt: number }, now: number): boolean {
  return nextAt <= now || nextAt > now + ASKED_MAX_MS;
}

/** The wait after so many failed attempts, in milliseconds. */
export function backoffMs(attempts: number): number {
  return Math.min(BACKOFF_FIRST_MS * 2 ** attempts, BACKOFF_MAX_MS);
}
