import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Records } from '../library/records.ts';
import { ATTEMPTS_MAX } from '../library/run-capture.ts';
import type { Bucket } from './bucket.ts';
import { EVENT_MAX_BYTES, type UploadJob } from './capture-job.ts';
import { signJob } from './sign-job.ts';

/**
 * A capture that has not reported for so long hangs, in milliseconds: by then Lambda has tried it three times, one and
 * two minutes apart, each for as long as a capture may take.
 */
export const HANGS_AFTER_MS = 20 * 60_000;
/** Tries of the invocation itself. */
const INVOKE_ATTEMPTS = 4;

/** Hands a job to the capture function; resolves once Lambda has it. */
export type Invoke = (job: UploadJob) => Promise<void>;

/** Invokes the capture function asynchronously; `AWS_ENDPOINT_URL_LAMBDA` names another endpoint, as in every SDK. */
export function createInvoke(functionName: string, region: string): Invoke {
  const client = new LambdaClient({ region, maxAttempts: INVOKE_ATTEMPTS });
  return async (job) => {
    const Payload = Buffer.from(JSON.stringify(job));
    if (Payload.length > EVENT_MAX_BYTES) throw new Error(`A job of ${Payload.length} bytes is too large.`);
    await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
  };
}

export type DispatchParts = {
  readonly bucket: Bucket;
  readonly records: Records;
  readonly invoke: Invoke;
  readonly log: (line: string) => void;
};

/**
 * Starts the next try of a snapshot that waits or hangs; one that runs or has ended stays as it is. When Lambda does
 * not take the job the snapshot waits for the sweep. Answers with the record as it is then.
 */
export async function dispatchCapture(
  { bucket, records, invoke, log }: DispatchParts,
  snapshotId: string,
  now = Date.now(),
): Promise<Result<SnapshotRecord>> {
  let begun = false;
  const started = await records.snapshots.update(snapshotId, (record) => {
    if (!record) return { ok: false, error: failure('not-found') };
    const next = startTry(record, now);
    begun = next !== record && next.status === 'capturing';
    return ok(next);
  });
  if (!started.ok) return started;
  const ended = started.value.status !== 'capturing';
  if (ended && started.value.status !== 'queued') await records.intents.delete(snapshotId);
  if (!begun) return started;
  try {
    await invoke(await signJob(bucket, started.value));
    return started;
  } catch (error) {
    log(`error: ${snapshotId} could not be given to the capture function: ${String(error)}`);
    return await records.snapshots.update(snapshotId, (record) => {
      if (!record) return { ok: false, error: failure('not-found') };
      if (record.status !== 'capturing' || record.attempts !== started.value.attempts) return ok(record);
      const { startedAt: _started, ...kept } = record;
      return ok({ ...kept, status: 'queued', attempts: record.attempts - 1 });
    });
  }
}

function startTry(record: SnapshotRecord, now: number): SnapshotRecord {
  const { status, startedAt, attempts } = record;
  const runs =
    status === 'capturing' && startedAt !== undefined && now - Date.parse(startedAt) < HANGS_AFTER_MS;
  if ((status !== 'queued' && status !== 'capturing') || runs) return record;
  if (attempts >= ATTEMPTS_MAX)
    return {
      ...record,
      status: 'failed',
      error: failure('browser-crashed', `${ATTEMPTS_MAX} captures of this page did not end.`),
      finishedAt: new Date(now).toISOString(),
    };
  const { error: _before, finishedAt: _ended, ...kept } = record;
  return {
    ...kept,
    status: 'capturing',
    attempts: attempts + 1,
    startedAt: new Date(now).toISOString(),
  };
}
