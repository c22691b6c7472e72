import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '@stillpage/shared/schemas/snapshot.ts';
import type { CaptureQueue } from '../library/capture-queue.ts';
import type { Store } from '../store/store.ts';
import { applyResult } from './apply-result.ts';
import { captureProgressSchema, progressKey } from './capture-job.ts';
import { type DispatchParts, dispatchCapture } from './dispatch-capture.ts';

/** Between two looks for the end of a capture that somebody waits for, in milliseconds. */
const POLL_MS = 500;
/** Snapshots whose progress is remembered for the answer that is being made. */
const PROGRESS_KEPT = 100;

export type RemoteCapturesParts = DispatchParts & { readonly store: Store };

/** The capture queue of a library whose captures run in another function: its news comes through the bucket. */
export function createRemoteCaptures(parts: RemoteCapturesParts): CaptureQueue {
  const { store, records, log } = parts;
  const progress = new Map<string, Progress>();

  async function refresh(snapshotId: string): Promise<boolean> {
    progress.delete(snapshotId);
    const record = await records.snapshots.read(snapshotId);
    if (!record.ok || !record.value) return true;
    if (record.value.status !== 'queued' && record.value.status !== 'capturing') return true;
    // Whoever asks first takes the result in, so that nobody waits for the index queue to see a still.
    const applied = await applyResult({ store, records }, snapshotId);
    if (!applied.ok) log(`warning: the result of ${snapshotId} waits: ${applied.error.message}`);
    if (applied.ok && applied.value !== undefined) return true;
    const found = await store.get(progressKey(snapshotId));
    if (found.ok && found.value) remember(snapshotId, found.value.bytes, record.value.attempts);
    return false;
  }

  function remember(snapshotId: string, bytes: Uint8Array, attempt: number): void {
    const parsed = captureProgressSchema.safeParse(parseJson(bytes));
    if (!parsed.success || parsed.data.attempt !== attempt) return;
    if (progress.size >= PROGRESS_KEPT) progress.clear();
    progress.set(snapshotId, parsed.data.progress);
  }

  return {
    async add(snapshotId) {
      const dispatched = await dispatchCapture(parts, snapshotId);
      if (!dispatched.ok) log(`warning: ${snapshotId} waits for the sweep: ${dispatched.error.message}`);
    },
    async refresh(snapshotId) {
      await refresh(snapshotId);
    },
    progressOf: (snapshotId) => progress.get(snapshotId),
    async settled(snapshotId, signal) {
      while (!signal.aborted && !(await refresh(snapshotId)))
        await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    },
    // A sweep by schedule takes up what was left; a capture that runs elsewhere ends by itself and its result finds no record.
    async recover() {},
    async cancel() {},
    async close() {},
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
