import type { Progress } from '@stillpage/shared/schemas/snapshot.ts';
import type { Capturer } from '../capture/contract.ts';
import type { Store } from '../store/store.ts';
import type { Log } from './log.ts';
import type { Records } from './records.ts';
import { createRunCapture, type Stopped } from './run-capture.ts';
import { unfinishedSaves } from './unfinished-saves.ts';

/** Captures at a time: each has its own browser of some 300 MB. */
export const CAPTURE_CONCURRENCY = 2;
/** Pause before an outcome that could not be written is tried again, in ms. */
const STORAGE_RETRY_MS = 30_000;

export type CaptureQueue = {
  /** Takes every unfinished save of an earlier run; call once, before anything is added. */
  recover(): Promise<void>;
  add(snapshotId: string): void | Promise<void>;
  /** Takes in what another process has reported of an unfinished capture. */
  refresh?(snapshotId: string): Promise<void>;
  progressOf(snapshotId: string): Progress | undefined;
  /** Ends a waiting or running capture of this snapshot; resolves when nothing of it runs any more. */
  cancel(snapshotId: string): Promise<void>;
  /** Resolves when the capture has ended, the signal fires, or at once when none waits or runs. */
  settled(snapshotId: string, signal: AbortSignal): Promise<void>;
  /** Stops: waiting captures and interrupted ones are queued again by the next start. */
  close(): Promise<void>;
};

export type CaptureQueueParts = {
  readonly store: Store;
  readonly records: Records;
  readonly capturer: Capturer | Promise<Capturer>;
  /** Told after each write of a snapshot or its link; resolves when queries see it. */
  readonly onChange: (linkId: string) => Promise<void>;
  readonly log: Log;
};

type Running = { readonly abort: AbortController; readonly done: Promise<void> };

/** Runs captures in the order of their saving, a few at a time, in this process. */
export function createCaptureQueue(parts: CaptureQueueParts): CaptureQueue {
  const { store, records, log } = parts;
  const run = createRunCapture(parts);
  const waiting: string[] = [];
  const running = new Map<string, Running>();
  const progress = new Map<string, Progress>();
  const listeners = new Map<string, Set<() => void>>();
  const timers = new Set<NodeJS.Timeout>();
  let closing = false;

  function add(snapshotId: string): void {
    if (closing || waiting.includes(snapshotId) || running.has(snapshotId)) return;
    waiting.push(snapshotId);
    progress.set(snapshotId, { stage: 'waiting', step: 0, of: 0 });
    startNext();
  }

  function startNext(): void {
    while (!closing && running.size < CAPTURE_CONCURRENCY) {
      const snapshotId = waiting.shift();
      if (snapshotId === undefined) return;
      const abort = new AbortController();
      const done = run(snapshotId, abort.signal, (now) => progress.set(snapshotId, now))
        .then(({ again }) => {
          if (again !== undefined) retryLater(snapshotId, again);
        })
        .catch((error: unknown) => log(`error: capture ${snapshotId}: ${String(error)}`))
        .finally(() => {
          running.delete(snapshotId);
          progress.delete(snapshotId);
          for (const listener of listeners.get(snapshotId) ?? []) listener();
          startNext();
        });
      running.set(snapshotId, { abort, done });
    }
  }

  function retryLater(snapshotId: string, why: string): void {
    log(`warning: ${snapshotId} waits ${STORAGE_RETRY_MS / 1000} s: ${why}`);
    const timer = setTimeout(() => {
      timers.delete(timer);
      add(snapshotId);
    }, STORAGE_RETRY_MS);
    timer.unref();
    timers.add(timer);
  }

  return {
    add,
    progressOf: (snapshotId) => progress.get(snapshotId),
    async recover() {
      for (const snapshotId of await unfinishedSaves(store, records, log)) add(snapshotId);
    },
    async cancel(snapshotId) {
      const index = waiting.indexOf(snapshotId);
      if (index >= 0) waiting.splice(index, 1);
      progress.delete(snapshotId);
      const current = running.get(snapshotId);
      current?.abort.abort('cancelled' satisfies Stopped);
      await current?.done;
    },
    settled(snapshotId, signal) {
      if (signal.aborted || !progress.has(snapshotId)) return Promise.resolve();
      return new Promise((resolve) => {
        const all = listeners.get(snapshotId) ?? new Set();
        listeners.set(snapshotId, all);
        const end = () => {
          all.delete(end);
          if (all.size === 0) listeners.delete(snapshotId);
          signal.removeEventListener('abort', end);
          resolve();
        };
        all.add(end);
        signal.addEventListener('abort', end);
      });
    },
    async close() {
      closing = true;
      waiting.length = 0;
      for (const timer of timers) clearTimeout(timer);
      for (const { abort } of running.values()) abort.abort('closing' satisfies Stopped);
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
