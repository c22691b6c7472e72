import { failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { ARTIFACT_NAMES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { artifactKey, SNAPSHOTS } from '../library/keys.ts';
import { nameLink } from '../library/name-link.ts';
import { type Artifacts, failedOutcome, finishedRecord } from '../library/outcome.ts';
import type { Records } from '../library/records.ts';
import { noteUnchanged } from '../library/versions/unchanged.ts';
import type { Store } from '../store/store.ts';
import { type CaptureResult, captureResultSchema, progressKey, resultKey } from './capture-job.ts';

/** Longest result that is read, in bytes: a record with a thousand omissions is a fifth of it. */
const RESULT_MAX_BYTES = 2 * 1024 * 1024;

export type ApplyParts = { readonly store: Store; readonly records: Records };

/**
 * Takes what the capture function reported into the records: snapshot, title of the link, end of the queue entry. Done
 * again, or with a result of an earlier try, it changes nothing. Answers with the id of the link to index, undefined
 * when there was nothing to do.
 */
export async function applyResult(
  { store, records }: ApplyParts,
  snapshotId: string,
): Promise<Result<string | undefined>> {
  const found = await store.get(resultKey(snapshotId));
  if (!found.ok) return found;
  if (!found.value) return ok(undefined);
  const known = await records.snapshots.read(snapshotId);
  if (!known.ok) return known;
  if (!known.value) return await removeFiles(store, snapshotId);

  const result = parseResult(found.value.bytes, known.value);
  if (isWanted(known.value, result)) {
    const artifacts = await presentArtifacts(store, known.value, result);
    if (!artifacts.ok) return artifacts;
    const lost = Object.keys(result.artifacts).length > 0 && Object.keys(artifacts.value).length === 0;
    const outcome =
      lost && result.outcome.status !== 'failed'
        ? failedOutcome(failure('internal', 'The capture reported files that are not there.'))
        : result.outcome;
    const ended = await records.snapshots.update(snapshotId, (record) => {
      if (!record || !isWanted(record, result)) return record ? ok(record) : notThere();
      return ok(finishedRecord(record, outcome as Parameters<typeof finishedRecord>[1], artifacts.value));
    });
    if (!ended.ok && ended.error.code !== 'not-found') return ended;
  }
  const finished = await records.snapshots.read(snapshotId);
  if (!finished.ok || !finished.value) return finished.ok ? await removeFiles(store, snapshotId) : finished;
  if (isUnfinished(finished.value)) return ok(undefined);
  // A failure to compare leaves a version with files of its own, which is right too.
  await noteUnchanged({ store, records }, finished.value);
  const named = await nameLink(records, finished.value);
  if (!named.ok && named.error.code !== 'not-found') return named;
  const left = await records.intents.delete(snapshotId);
  if (!left.ok) return left;
  for (const key of [progressKey(snapshotId), resultKey(snapshotId)]) {
    const deleted = await store.delete(key);
    if (!deleted.ok) return deleted;
  }
  return ok(finished.value.linkId);
}

/** A result counts for the try it belongs to: for one that runs, and over a failure of the same try that was tried again. */
function isWanted(record: SnapshotRecord, { attempt, outcome }: CaptureResult): boolean {
  if (record.attempts !== attempt) return false;
  return isUnfinished(record) || (record.status === 'failed' && outcome.status !== 'failed');
}

function isUnfinished({ status }: SnapshotRecord): boolean {
  return status === 'queued' || status === 'capturing';
}

/** What the capture function says is hostile input like a page: what is not valid becomes a failure. */
function parseResult(bytes: Uint8Array, record: SnapshotRecord): CaptureResult {
  try {
    if (bytes.length > RESULT_MAX_BYTES) throw new Error('too large');
    const result = captureResultSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    if (result.snapshotId !== record.id) throw new Error('of another snapshot');
    return result;
  } catch {
    const error = failure('internal', 'The capture reported something that is not a result.');
    return {
      schema: 1,
      snapshotId: record.id,
      attempt: record.attempts,
      outcome: { status: 'failed', error, omissions: [], timings: {}, versions: {} },
      artifacts: {},
    };
  }
}

/** The reported files that were asked for and lie there with the reported size. */
async function presentArtifacts(
  store: Store,
  record: SnapshotRecord,
  { artifacts }: CaptureResult,
): Promise<Result<Artifacts>> {
  const page = await store.list(`${SNAPSHOTS}${record.id}/`);
  if (!page.ok) return page;
  const sizes = new Map(page.value.objects.map(({ key, size }) => [key, size]));
  const asked = new Set<ArtifactName>([...record.wanted, 'pdf']);
  return ok(
    Object.fromEntries(
      ARTIFACT_NAMES.flatMap((name) => {
        const reported = artifacts[name];
        if (!reported || !asked.has(name)) return [];
        return sizes.get(artifactKey(record.id, name)) === reported.storedBytes ? [[name, reported]] : [];
      }),
    ),
  );
}

/** A snapshot that was deleted while it was captured leaves nothing. */
async function removeFiles(store: Store, snapshotId: string): Promise<Result<undefined>> {
  const keys = [
    ...ARTIFACT_NAMES.map((name) => artifactKey(snapshotId, name)),
    progressKey(snapshotId),
    resultKey(snapshotId),
  ];
  for (const key of keys) {
    const deleted = await store.delete(key);
    if (!deleted.ok) return deleted;
  }
  return ok(undefined);
}

function notThere() {
  return { ok: false as const, error: failure('not-found') };
}
