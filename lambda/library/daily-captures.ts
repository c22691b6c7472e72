import { type fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { dailyCapturesKey } from './keys.ts';
import type { Log } from './log.ts';
import { createRecordFiles } from './record-file.ts';

/** Captures taken from the day's count at a time: one write for so many, and so many lost when a process ends. */
const BLOCK = 10;

const daySchema = z.object({ taken: z.int().min(0) });

/** Takes one capture from today's; `rate-limited`, until midnight UTC, when there is none left. */
export type DailyCaptures = (now?: Date) => Promise<Result<void>>;

/** The captures of a library on one day, counted in its store: the same for all processes that share it. */
export function openDailyCaptures(store: Store, perDay: number, log: Log): DailyCaptures {
  const files = createRecordFiles(store, daySchema, dailyCapturesKey, log);
  let day = '';
  let left = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function take(now: Date): Promise<Result<void>> {
    const today = now.toISOString().slice(0, 10);
    if (today !== day) {
      day = today;
      left = 0;
      // Nobody asks again for the days before the day before.
      const old = new Date(now.getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
      void files.delete(old).catch(() => undefined);
    }
    if (left === 0) {
      let block = 0;
      const written = await files.update(today, (record) => {
        const taken = record?.taken ?? 0;
        block = Math.min(BLOCK, perDay - taken);
        return block > 0 ? ok({ taken: taken + block }) : spent(perDay, now);
      });
      if (!written.ok) return written;
      left = block;
    }
    left -= 1;
    return ok(undefined);
  }

  // One after the other: two that find nothing left would both take a block.
  return (now = new Date()) => {
    const mine = turn.then(() => take(now));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

function spent(perDay: number, now: Date): ReturnType<typeof fail> {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  const retryAfterS = Math.max(1, Math.ceil((midnight - now.getTime()) / 1000));
  return {
    ok: false,
    error: { ...failure('rate-limited', `All ${perDay} captures of this day are used.`), retryAfterS },
  };
}
