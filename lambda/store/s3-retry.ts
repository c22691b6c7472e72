import { setTimeout as sleep } from 'node:timers/promises';
import { LastTry, statusOf } from './s3-failure.ts';
import { systemCode } from './storage-failure.ts';

/** Tries of one request: at a busy bucket and over a bad network each further one waits longer. */
const TRIES = 6;
const PAUSE_FIRST_MS = 40;
const PAUSE_MAX_MS = 3_000;
/** Tries of a write that meets another one at the same moment, and the longest pause between two, in ms. */
const CONFLICT_TRIES = 12;
const CONFLICT_PAUSE_MAX_MS = 400;

/**
 * Sends a request until it is answered for good. Not by the SDK's own retries: those stop for everybody once many have
 * failed, and do not tell whether an earlier try may have been carried out. Throws {@link LastTry}.
 */
export async function persistently<T>(send: () => Promise<T>): Promise<T> {
  let heard = true;
  for (let tries = 1, conflicts = 1; ; ) {
    try {
      return await send();
    } catch (error) {
      const status = statusOf(error);
      const isConflict = status === 409;
      if (isConflict ? conflicts === CONFLICT_TRIES : tries === TRIES || !isPassing(error, status))
        throw new LastTry(error, heard);
      if (isConflict) {
        await sleep(Math.random() * Math.min(10 * 2 ** conflicts, CONFLICT_PAUSE_MAX_MS));
        conflicts += 1;
      } else {
        // A refusal was not carried out; what broke off may have been.
        if (status !== 503 && status !== 429) heard = false;
        await sleep((0.5 + Math.random() / 2) * Math.min(PAUSE_FIRST_MS * 2 ** tries, PAUSE_MAX_MS));
        tries += 1;
      }
    }
  }
}

/** True for what may be over at the next try: a server that is busy or failing, a connection that broke. */
function isPassing(error: unknown, status: number | undefined): boolean {
  if (status !== undefined && status !== 200) return status >= 500 || status === 429 || status === 408;
  const { name } = error as Error;
  return (
    name === 'TimeoutError' ||
    /^(ECONN\w+|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$/.test(systemCode(error) ?? '') ||
    /socket hang up|aborted|terminated/i.test((error as Error).message)
  );
}
