import { fail, failure, ok, StillpageError } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { Progress, SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { CaptureOutcome, Capturer } from '../capture/contract.ts';
import { listPages } from '../store/list-pages.ts';
import type { Store } from '../store/store.ts';
import { storeArtifact } from './artifacts.ts';
import { artifactKey, idOfKey, QUEUE } from './keys.ts';
import type { Log } from './log.ts';
import { nameLink } from './name-link.ts';
import { type Artifacts, failedOutcome, finishedRecord } from './outcome.ts';
import type { Records } from './records.ts';
import { apply } from './save.ts';
import { noteUnchanged } from './versions/unchanged.ts';

/** Captures at a time: each has its own browser of some 300 MB. */
export const CAPTURE_CONCURRENCY = 2;
/** Starts of one capture before it is given up: a page that ends the server must not do so for ever. */
export const ATTEMPTS_MAX = 3;
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
type Stopped = 'closing' | 'cancelled';

/** Runs captures in the order of their saving, a few at a time, in this process. */
export function createCaptureQueue({
  store,
  records,
  capturer,
  onChange,
  log,
}: CaptureQueueParts): CaptureQueue {
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
      const done = run(snapshotId, abort.signal)
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

  async function run(snapshotId: string, signal: AbortSignal): Promise<void> {
    const started = await records.snapshots.update(snapshotId, startAttempt);
    if (!started.ok) {
      if (started.error.code === 'not-found') await records.intents.delete(snapshotId);
      else retryLater(snapshotId, started.error.message);
      return;
    }
    const record = started.value;
    if (record.status === 'capturing') {
      void onChange(record.linkId);
      const { outcome, artifacts } = await capture(record, signal);
      if (signal.aborted) return await putBack(record, signal.reason as Stopped);
      await removeUnlisted(record, artifacts, outcome);
      const ended = await records.snapshots.update(snapshotId, (now) =>
        now ? ok(finishedRecord(now, outcome, artifacts)) : fail('not-found'),
      );
      if (!ended.ok && ended.error.code !== 'not-found') return retryLater(snapshotId, ended.error.message);
      const compared = ended.ok ? await noteUnchanged({ store, records }, ended.value) : ended;
      if (!compared.ok && compared.error.code !== 'not-found')
        log(`warning: ${snapshotId} is not compared with the version before: ${compared.error.message}`);
      const titled = ended.ok ? await nameLink(records, ended.value) : ended;
      if (!titled.ok && titled.error.code !== 'not-found')
        return retryLater(snapshotId, titled.error.message);
    }
    await onChange(record.linkId);
    await records.intents.delete(snapshotId);
  }

  async function capture(record: SnapshotRecord, signal: AbortSignal) {
    const artifacts: Artifacts = {};
    let storing: StillpageError | undefined;
    let outcome: CaptureOutcome;
    try {
      const ready = await readyCapturer();
      outcome = await ready.capture(
        { snapshotId: record.id, url: record.url, view: record.view, wanted: record.wanted },
        {
          signal,
          onProgress: (now) => progress.set(record.id, now),
          put: async (captured) => {
            const stored = await storeArtifact(store, record.id, captured);
            if (stored.ok) {
              artifacts[captured.name] = stored.value;
              return;
            }
            storing = new StillpageError(stored.error);
            throw storing;
          },
        },
      );
    } catch (error) {
      if (!storing && !signal.aborted) log(`error: capture ${record.id}: ${describe(error)}`);
      outcome = failedOutcome(error instanceof StillpageError ? error.failure : failure('internal'));
    }
    return { outcome: storing ? failedOutcome(storing.failure) : outcome, artifacts };
  }

  async function readyCapturer(): Promise<Capturer> {
    try {
      return await capturer;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StillpageError(failure('internal', `No browser is ready: ${why}`), { cause });
    }
  }

  /** What a failed attempt stored frees its room again, so that the record itself fits on a full disk. */
  async function removeUnlisted(
    record: SnapshotRecord,
    artifacts: Artifacts,
    outcome: CaptureOutcome,
  ): Promise<void> {
    if (outcome.status !== 'failed') return;
    for (const name of Object.keys(artifacts) as ArtifactName[])
      if (!record.artifacts[name]) await store.delete(artifactKey(record.id, name));
  }

  async function putBack(record: SnapshotRecord, reason: Stopped): Promise<void> {
    if (reason === 'cancelled') return;
    await records.snapshots.update(record.id, (now) =>
      now ? ok({ ...now, status: 'queued', attempts: Math.max(0, record.attempts - 1) }) : fail('not-found'),
    );
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
      for (const snapshotId of await unfinished(store, records, log)) add(snapshotId);
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

/**
 * Redoes what a kill left half done and returns the snapshots to capture, oldest save first, but last those that were
 * running at the kill: should one of them be what ended the server, it does not hold up the others.
 */
async function unfinished(store: Store, records: Records, log: Log): Promise<string[]> {
  const found: SnapshotRecord[] = [];
  for await (const page of listPages(store, QUEUE)) {
    if (!page.ok) {
      log(`error: the queue cannot be read: ${page.error.message}`);
      return [];
    }
    for (const { key } of page.value) {
      if (!isId(idOfKey(key))) continue;
      const intent = await records.intents.read(idOfKey(key));
      if (!intent.ok || !intent.value) continue;
      const applied = await apply(records, intent.value, false);
      if (applied.ok) found.push(applied.value.snapshot);
      else log(`warning: ${key}: ${applied.error.message}`);
    }
  }
  return found
    .sort((a, b) => a.attempts - b.attempts || (a.createdAt < b.createdAt ? -1 : 1))
    .map(({ id }) => id);
}

function startAttempt(record: SnapshotRecord | undefined) {
  if (!record) return fail('not-found');
  if (record.status !== 'queued' && record.status !== 'capturing') return ok(record);
  if (record.attempts >= ATTEMPTS_MAX) {
    const error = failure('browser-crashed', `The server ended ${ATTEMPTS_MAX} times during this capture.`);
    return ok({ ...record, status: 'failed' as const, error, finishedAt: new Date().toISOString() });
  }
  const { error: _before, finishedAt: _ended, ...kept } = record;
  return ok({
    ...kept,
    status: 'capturing' as const,
    attempts: record.attempts + 1,
    startedAt: new Date().toISOString(),
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
