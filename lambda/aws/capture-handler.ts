import { type ErrorCode, StillpageError } from '@stillpage/shared/errors.ts';
import { type CapturerOptions, createCapturer } from '../capture/capturer.ts';
import type { Capturer } from '../capture/contract.ts';
import { type CaptureResult, captureJobSchema } from './capture-job.ts';
import { writeMetrics } from './embedded-metrics.ts';
import { captureEnvironmentSchema, readEnvironment } from './environment.ts';
import { createJsonLog, lineLog } from './json-log.ts';
import { runJob } from './run-job.ts';
import { checkArchitecture, checkRoom } from './sandbox-check.ts';

/** The part of Lambda's context that is used. */
export type InvocationContext = {
  readonly awsRequestId: string;
  readonly invokedFunctionArn?: string;
  getRemainingTimeInMillis(): number;
};

/**
 * Failures of ours, which another sandbox may get past: the handler rejects, so that Lambda tries the same event again
 * and at last puts it into the dead-letter queue. The site's own failures are results like any other.
 */
const TRIED_AGAIN: ReadonlySet<ErrorCode> = new Set([
  'browser-crashed',
  'out-of-memory',
  'internal',
  'storage-unavailable',
]);

/** The capture function: one job an invocation, one browser a job, nothing kept from one to the next but the proof of the guard. */
export function createCaptureHandler(
  options: CapturerOptions = {},
): (event: unknown, context: InvocationContext) => Promise<{ snapshotId: string; status: string }> {
  const log = createJsonLog('capture');
  const { STILLPAGE_CONSENT: consent, STILLPAGE_CHROMIUM: named } = readEnvironment(captureEnvironmentSchema);
  const asked = consent === 'dismiss' ? { consent } : {};
  let capturer: Promise<Capturer> | undefined;
  return async (event, context) => {
    const startedAt = performance.now();
    const parsed = captureJobSchema.safeParse(event);
    if (!parsed.success) {
      // Tried again it would be the same: the event is dropped, the sweep finds the snapshot.
      log('error', 'An event that is no capture job was dropped.', { requestId: context.awsRequestId });
      return { snapshotId: '', status: 'dropped' };
    }
    const job = parsed.data;
    const fields = { requestId: context.awsRequestId, snapshotId: job.snapshotId };
    await checkRoom();
    if (!capturer && named) await checkArchitecture(named);
    capturer ??= createCapturer({ concurrency: 1, ...asked, ...options, log: lineLog(log) });
    // Chromium that did not start once may do so in the next invocation.
    capturer.catch(() => (capturer = undefined));
    const result = await runJob(job, {
      capturer: await capturer,
      log,
      remainingMs: () => context.getRemainingTimeInMillis(),
    });
    report(result, performance.now() - startedAt, fields);
    const { status, error } = result.outcome;
    if (status === 'failed' && error && TRIED_AGAIN.has(error.code)) throw new StillpageError(error);
    return { snapshotId: job.snapshotId, status };
  };

  function report(
    { outcome, artifacts }: CaptureResult,
    wholeMs: number,
    fields: { requestId: string; snapshotId: string },
  ): void {
    const bytes = Object.values(artifacts).reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    const code = outcome.error?.code;
    log(outcome.status === 'failed' ? 'warning' : 'info', `capture ${outcome.status}`, {
      ...fields,
      ...(code ? { code } : {}),
      wholeMs: Math.round(wholeMs),
      bytes,
    });
    writeMetrics(
      { Function: 'capture' },
      {
        [outcome.status === 'failed' ? 'CapturesFailed' : 'Stills']: { value: 1, unit: 'Count' },
        CaptureTime: { value: Math.round(wholeMs), unit: 'Milliseconds' },
        StoredBytes: { value: bytes, unit: 'Bytes' },
      },
      fields,
    );
  }
}
