import { failure } from '@stillpage/shared/errors.ts';
import type { Artifact, ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import { TITLE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import {
  type PageFacts,
  type SnapshotRecord,
  snapshotRecordSchema,
} from '@stillpage/shared/schemas/snapshot.ts';
import type { CaptureOutcome } from '../capture/contract.ts';

/** Missing things a record names; what a page leaves out beyond them is of one kind with these. */
const OMISSIONS_MAX = 1000;
/** Longest address or description a record takes from a page, in characters. */
const WHAT_MAX_LENGTH = 2048;
const URL_KEPT_LENGTH = 8192;

export type Artifacts = Partial<Record<ArtifactName, Artifact>>;

/** An outcome for what ended without one. */
export function failedOutcome(error: CaptureOutcome['error'] & {}): CaptureOutcome {
  return { status: 'failed', error, omissions: [], timings: {}, versions: {} };
}

/**
 * The record after an attempt. What an earlier attempt kept is never taken away by one that failed, and nothing a page
 * says makes a record that could not be read again.
 */
export function finishedRecord(
  record: SnapshotRecord,
  outcome: CaptureOutcome,
  artifacts: Artifacts,
): SnapshotRecord {
  const finished = finish(record, outcome, artifacts);
  if (snapshotRecordSchema.safeParse(finished).success) return finished;
  return finish(
    record,
    failedOutcome(failure('internal', 'The capture gave an answer that is not valid.')),
    {},
  );
}

function finish(record: SnapshotRecord, outcome: CaptureOutcome, artifacts: Artifacts): SnapshotRecord {
  const { wall: _wall, error: _error, ...kept } = record;
  const { page, wall, timings, versions } = outcome;
  const failed = outcome.status === 'failed';
  const error = outcome.error ?? (failed ? failure('internal') : undefined);
  return {
    ...kept,
    status: failed && record.artifacts.still ? 'partial' : outcome.status,
    ...(error ? { error: { ...error, message: cut(error.message, WHAT_MAX_LENGTH) } } : {}),
    ...(page ? { page: cutPage(page) } : {}),
    ...(wall ? { wall } : {}),
    artifacts: failed ? record.artifacts : { ...record.artifacts, ...artifacts },
    omissions: failed
      ? record.omissions
      : outcome.omissions
          .slice(0, OMISSIONS_MAX)
          .map((omission) => ({ ...omission, what: cut(omission.what, WHAT_MAX_LENGTH) })),
    finishedAt: new Date().toISOString(),
    timings: { ...timings },
    versions: { ...versions },
  };
}

function cutPage(page: PageFacts): PageFacts {
  const { finalUrl, title, httpStatus, ...texts } = page;
  const short = Object.fromEntries(
    Object.entries(texts)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, text]) => [name, cut(text, WHAT_MAX_LENGTH)]),
  );
  return {
    ...short,
    finalUrl: cut(finalUrl, URL_KEPT_LENGTH),
    title: cut(title, TITLE_MAX_LENGTH),
    ...(httpStatus === undefined ? {} : { httpStatus }),
  };
}

/** At most so many characters, never half of one. */
function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}
