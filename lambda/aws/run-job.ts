import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, failure, ok, StillpageError } from '@stillpage/shared/errors.ts';
import type { Progress } from '@stillpage/shared/schemas/snapshot.ts';
import type { CaptureOutcome, Capturer } from '../capture/contract.ts';
import { storeArtifact } from '../library/artifacts.ts';
import { artifactKey } from '../library/keys.ts';
import { type Artifacts, failedOutcome } from '../library/outcome.ts';
import { mediaTypeOf } from '../store/key.ts';
import type { Store } from '../store/store.ts';
import type { CaptureResult, UploadJob } from './capture-job.ts';
import type { JsonLog } from './json-log.ts';
import { upload } from './upload.ts';

/** Kept back from the function's time for ending the browser and for the last uploads, in milliseconds. */
export const END_RESERVE_MS = 12_000;
/** How much later than the capture's own end it is ended from outside, in milliseconds. */
const START_GRACE_MS = 2_000;
/** With less than this for the page itself a capture is not begun, in milliseconds. */
export const CAPTURE_MIN_MS = 8_000;
/** Longest one capture takes whatever time the function has, in milliseconds. */
const CAPTURE_MAX_MS = 90_000;
/** Pause before a site that did not answer is asked a second time, in milliseconds. */
const SECOND_TRY_PAUSE_MS = 1_500;

/** The site's own failures that a second try soon after may get past; the platform's retries are for ours. */
const SITE_FAILURES: ReadonlySet<ErrorCode> = new Set(['connection-failed', 'dns-failure']);

export type JobParts = {
  readonly capturer: Capturer;
  readonly log: JsonLog;
  /** Milliseconds until the platform ends the invocation. */
  readonly remainingMs: () => number;
};

/** Captures one job, leaving its files and its result at the presigned places. Never throws for a page's doing. */
export async function runJob(job: UploadJob, parts: JobParts): Promise<CaptureResult> {
  const artifacts: Artifacts = {};
  const progress = reportProgress(job);
  let outcome = await captureOnce(job, parts, artifacts, progress.report);
  if (
    outcome.status === 'failed' &&
    outcome.error &&
    SITE_FAILURES.has(outcome.error.code) &&
    parts.remainingMs() > END_RESERVE_MS + SECOND_TRY_PAUSE_MS + CAPTURE_MIN_MS
  ) {
    await sleep(SECOND_TRY_PAUSE_MS);
    outcome = await captureOnce(job, parts, artifacts, progress.report);
  }
  await progress.end();
  const result: CaptureResult = {
    schema: 1,
    snapshotId: job.snapshotId,
    attempt: job.attempt,
    outcome: { ...outcome, omissions: [...outcome.omissions] },
    artifacts,
  };
  const told = await upload(
    job.result,
    Buffer.from(JSON.stringify(result)),
    { type: 'application/json' },
    AbortSignal.timeout(Math.max(1000, parts.remainingMs() - 500)),
  );
  if (!told.ok) throw new StillpageError(told.error);
  return result;
}

async function captureOnce(
  job: UploadJob,
  { capturer, log, remainingMs }: JobParts,
  artifacts: Artifacts,
  onProgress: (progress: Progress) => void,
): Promise<CaptureOutcome> {
  const timeoutMs = Math.min(CAPTURE_MAX_MS, remainingMs() - END_RESERVE_MS);
  if (timeoutMs < CAPTURE_MIN_MS)
    return failedOutcome(
      failure(
        'internal',
        `The capture function's timeout is too short: ${Math.round(remainingMs() / 1000)} s are left, a capture needs ${(CAPTURE_MIN_MS + END_RESERVE_MS) / 1000} s at least.`,
      ),
    );
  const store = presignedStore(job, remainingMs);
  // A browser that does not even start is outside of the capture's own clock.
  const signal = AbortSignal.timeout(timeoutMs + START_GRACE_MS);
  let storing: StillpageError | undefined;
  try {
    const outcome = await capturer.capture(
      { snapshotId: job.snapshotId, url: job.url, view: job.view, wanted: job.wanted, timeoutMs },
      {
        onProgress,
        signal,
        put: async (captured) => {
          const stored = await storeArtifact(store, job.snapshotId, captured);
          if (!stored.ok) {
            storing = new StillpageError(stored.error);
            throw storing;
          }
          artifacts[captured.name] = stored.value;
        },
      },
    );
    if (storing) return failedOutcome(storing.failure);
    return outcome;
  } catch (error) {
    if (storing) return failedOutcome(storing.failure);
    if (signal.aborted) return outOfTime(artifacts);
    log('error', error instanceof Error ? (error.stack ?? error.message) : String(error), {
      snapshotId: job.snapshotId,
    });
    return failedOutcome(error instanceof StillpageError ? error.failure : failure('internal'));
  }
}

/** What is there when the function's time ends before the capture does. */
function outOfTime(artifacts: Artifacts): CaptureOutcome {
  const error = failure('navigation-timeout', "The capture did not end in the function's time.");
  const kept = artifacts.still !== undefined;
  return kept
    ? { status: 'partial', error, omissions: [], timings: {}, versions: {} }
    : failedOutcome(failure('browser-crashed', 'The browser did not answer in time.'));
}

/** The snapshot's own files as far as a store goes here: they can be put where the job says, and nothing else. */
function presignedStore(job: UploadJob, remainingMs: () => number): Pick<Store, 'put'> {
  const places = new Map(
    Object.entries(job.uploads).map(([name, url]) => [
      artifactKey(job.snapshotId, name as keyof UploadJob['uploads']),
      url,
    ]),
  );
  return {
    async put(key, bytes, { encoding } = {}) {
      const url = places.get(key);
      if (!url) throw new Error(`The job gives no place for ${key}.`);
      const signal = AbortSignal.timeout(Math.max(1000, remainingMs() - END_RESERVE_MS / 2));
      const headers = { type: mediaTypeOf(key), ...(encoding ? { encoding } : {}) };
      const sent = await upload(url, bytes, headers, signal);
      return sent.ok ? ok({ etag: sent.value.etag }) : sent;
    },
  };
}

/** Uploads where the capture is, one upload at a time and only the newest news: it never holds the capture up. */
function reportProgress(job: UploadJob): { report(progress: Progress): void; end(): Promise<void> } {
  const stop = new AbortController();
  let newest: Progress | undefined;
  let sending: Promise<void> | undefined;
  const send = async () => {
    while (newest && !stop.signal.aborted) {
      const body = JSON.stringify({ attempt: job.attempt, progress: newest });
      newest = undefined;
      await upload(job.progress, Buffer.from(body), { type: 'application/json' }, stop.signal);
    }
    sending = undefined;
  };
  return {
    report(progress) {
      newest = progress;
      sending ??= send();
    },
    async end() {
      stop.abort();
      await sending;
    },
  };
}
