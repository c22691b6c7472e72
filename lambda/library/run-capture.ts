import { fail, failure, ok, StillpageError } from '@stillpage/shared/errors.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { Progress, SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { CaptureOutcome, Capturer } from '../capture/contract.ts';
import { storeArtifact } from './artifacts.ts';
import type { CaptureQueueParts } from './capture-queue.ts';
import { artifactKey } from './keys.ts';
import { nameLink } from './name-link.ts';
import { type Artifacts, failedOutcome, finishedRecord } from './outcome.ts';
import { noteUnchanged } from './versions/unchanged.ts';

/** Starts of one capture before it is given up: a page that ends the server must not do so for ever. */
export const ATTEMPTS_MAX = 3;

/** Why a capture is stopped by its signal: one that is closing is queued again, one that is cancelled is not. */
export type Stopped = 'closing' | 'cancelled';
/** `again` says why the store could not take the outcome, and that the capture is to be tried later. */
export type RunEnd = { readonly again?: string };

/** Captures one snapshot and writes what came of it: the record, its link's title, and that nothing waits any more. */
export type RunCapture = (
  snapshotId: string,
  signal: AbortSignal,
  onProgress: (now: Progress) => void,
) => Promise<RunEnd>;

export function createRunCapture({ store, records, capturer, onChange, log }: CaptureQueueParts): RunCapture {
  async function run(
    snapshotId: string,
    signal: AbortSignal,
    onProgress: (now: Progress) => void,
  ): Promise<RunEnd> {
    const started = await records.snapshots.update(snapshotId, startAttempt);
    if (!started.ok) {
      if (started.error.code !== 'not-found') return { again: started.error.message };
      await records.intents.delete(snapshotId);
      return {};
    }
    const record = started.value;
    if (record.status === 'capturing') {
      void onChange(record.linkId);
      const { outcome, artifacts } = await capture(record, signal, onProgress);
      if (signal.aborted) {
        if (signal.reason === ('closing' satisfies Stopped)) await putBack(record);
        return {};
      }
      await removeUnlisted(record, artifacts, outcome);
      const ended = await records.snapshots.update(snapshotId, (now) =>
        now ? ok(finishedRecord(now, outcome, artifacts)) : fail('not-found'),
      );
      if (!ended.ok && ended.error.code !== 'not-found') return { again: ended.error.message };
      const compared = ended.ok ? await noteUnchanged({ store, records }, ended.value) : ended;
      if (!compared.ok && compared.error.code !== 'not-found')
        log(`warning: ${snapshotId} is not compared with the version before: ${compared.error.message}`);
      const titled = ended.ok ? await nameLink(records, ended.value) : ended;
      if (!titled.ok && titled.error.code !== 'not-found') return { again: titled.error.message };
    }
    await onChange(record.linkId);
    await records.intents.delete(snapshotId);
    return {};
  }

  async function capture(record: SnapshotRecord, signal: AbortSignal, onProgress: (now: Progress) => void) {
    const artifacts: Artifacts = {};
    let storing: StillpageError | undefined;
    let outcome: CaptureOutcome;
    try {
      const ready = await readyCapturer();
      outcome = await ready.capture(
        { snapshotId: record.id, url: record.url, view: record.view, wanted: record.wanted },
        {
          signal,
          onProgress,
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

  async function putBack(record: SnapshotRecord): Promise<void> {
    await records.snapshots.update(record.id, (now) =>
      now ? ok({ ...now, status: 'queued', attempts: Math.max(0, record.attempts - 1) }) : fail('not-found'),
    );
  }

  return run;
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
