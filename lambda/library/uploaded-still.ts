import { setImmediate } from 'node:timers/promises';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { ARTIFACT_FILES } from '@stillpage/shared/schemas/artifact.ts';
import { UPLOAD_MAX_BYTES } from '@stillpage/shared/schemas/limits.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { UploadTarget } from '@stillpage/shared/schemas/upload.ts';
import type { CapturedArtifact, CaptureOutcome, ReceivedBody } from '../capture/contract.ts';
import type { Store } from '../store/store.ts';
import { STILLPAGE_VERSION } from '../version.ts';
import { storeArtifact } from './artifacts.ts';
import { uploadKey } from './keys.ts';
import type { Log } from './log.ts';
import { type Artifacts, failedOutcome, finishedRecord } from './outcome.ts';
import type { Records } from './records.ts';
import { cleanTitle } from './save.ts';
import { readUpload } from './upload-file.ts';

/** How long a signed upload works, in seconds: a large page on a slow line. */
const SIGNED_S = 30 * 60;
/** Longest the text of an uploaded page may take to be read, in milliseconds. */
const TEXT_TIMEOUT_MS = 10_000;

export type Uploads = {
  /** Where the page of a `browser` snapshot goes. */
  target(id: string): Promise<Result<UploadTarget>>;
  /** Takes the upload of a library in a folder, in constant memory; the same again replaces it. */
  receive(id: string, body: ReadableStream<Uint8Array>): Promise<Result<void>>;
  /**
   * Cleans what was uploaded and makes the snapshot of it; the same again answers the same. What cannot be cleaned is a
   * snapshot that failed, with its reason.
   */
  take(id: string): Promise<Result<SnapshotRecord>>;
};

export type UploadParts = {
  readonly store: Store;
  readonly records: Records;
  readonly base: () => string;
  /** Makes what asks sites for the resources that a browser could not hand over; one for each upload. */
  readonly fetchMissing?: () => Promise<((url: string) => Promise<ReceivedBody>) | undefined>;
  readonly onChange: (linkId: string) => Promise<void>;
  readonly log: Log;
};

/** Pages frozen in a person's own tab: as hostile as the web, so they go under the freezer's own seal. */
export function createUploads({ store, records, base, fetchMissing, onChange, log }: UploadParts): Uploads {
  const running = new Map<string, Promise<Result<SnapshotRecord>>>();

  async function awaited(id: string): Promise<Result<SnapshotRecord>> {
    const found = await records.snapshots.read(id);
    if (!found.ok) return found;
    if (!found.value) return fail('not-found', 'There is no such snapshot.');
    return found.value.source === 'browser'
      ? ok(found.value)
      : fail('conflict', "This snapshot is the server's own: nothing is uploaded for it.");
  }

  async function takeOnce(id: string): Promise<Result<SnapshotRecord>> {
    const known = await awaited(id);
    if (!known.ok || isTaken(known.value)) return known;
    const started = performance.now();
    const file = await readUpload(store, id);
    if (!file.ok && file.error.code !== 'unsupported-content') return file;
    const artifacts: Artifacts = {};
    const made = file.ok ? await artifactsOf(file.value, known.value, fetchMissing) : file;
    // A long page was assembled in one go; whoever waits comes first.
    await setImmediate();
    let outcome: CaptureOutcome;
    if (made.ok) {
      for (const artifact of made.value.artifacts) {
        const stored = await storeArtifact(store, id, artifact);
        if (!stored.ok) return stored;
        artifacts[artifact.name] = stored.value;
      }
      outcome = {
        ...made.value.outcome,
        timings: { cleaning: Math.round(performance.now() - started) },
      };
    } else outcome = failedOutcome(made.error);
    const ended = await records.snapshots.update(id, (now) =>
      now ? ok(finishedRecord(now, outcome, artifacts)) : fail('not-found', 'There is no such snapshot.'),
    );
    if (!ended.ok) return ended;
    const title = cleanTitle(ended.value.page?.title);
    const titled = await records.links.update(ended.value.linkId, (link) => {
      if (!link) return fail('not-found');
      return ok(
        title === '' || link.titleEdited || link.title !== '' ? link : { ...link, title, rev: link.rev + 1 },
      );
    });
    if (!titled.ok && titled.error.code !== 'not-found') return titled;
    await onChange(ended.value.linkId);
    await store.delete(uploadKey(id));
    return ended;
  }

  return {
    async target(id) {
      const known = await awaited(id);
      if (!known.ok) return known;
      if (isTaken(known.value)) return fail('conflict', 'The page of this snapshot has been taken in.');
      const maxBytes = UPLOAD_MAX_BYTES;
      if (!store.signPut) return ok({ url: `${base()}/snapshots/${id}/content`, token: true, maxBytes });
      return ok({ url: await store.signPut(uploadKey(id), SIGNED_S), token: false, maxBytes });
    },

    async receive(id, body) {
      const known = await awaited(id);
      if (!known.ok) return known;
      if (isTaken(known.value)) return ok(undefined);
      let size = 0;
      let over = false;
      const counted = body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            size += chunk.length;
            over = size > UPLOAD_MAX_BYTES;
            if (over) controller.error(new Error('too large'));
            else controller.enqueue(chunk);
          },
        }),
      );
      const written = await store.putStream(uploadKey(id), counted).catch((cause: unknown) => {
        log(`warning: the upload of ${id} ended early: ${String(cause)}`);
        return fail('invalid-request', 'The upload ended early.');
      });
      if (over) return fail('too-large', `A page has at most ${UPLOAD_MAX_BYTES} bytes.`);
      return written.ok ? ok(undefined) : written;
    },

    take(id) {
      const same = running.get(id);
      if (same) return same;
      const taking = takeOnce(id).finally(() => running.delete(id));
      running.set(id, taking);
      return taking;
    },
  };
}

function isTaken({ status }: SnapshotRecord): boolean {
  return status === 'done' || status === 'partial';
}

type Made = { readonly artifacts: CapturedArtifact[]; readonly outcome: CaptureOutcome };

async function artifactsOf(
  { header, bodies, picture }: Extract<Awaited<ReturnType<typeof readUpload>>, { ok: true }>['value'],
  record: SnapshotRecord,
  fetchMissing: UploadParts['fetchMissing'],
): Promise<Result<Made>> {
  // The reader, the CSS parser and sharp are loaded with the first upload, not with the server.
  const [{ assembleUpload }, { readText }, { packVisible }] = await Promise.all([
    import('../capture/freeze/uploaded-page.ts'),
    import('../capture/artifacts/readable-text.ts'),
    import('../capture/artifacts/visible-picture.ts'),
  ]);
  const missing = await fetchMissing?.();
  const still = await assembleUpload(
    { header, bodies },
    {
      sourceUrl: record.url,
      capturedAt: new Date(),
      ...(missing ? { fetchMissing: missing } : {}),
    },
  );
  if (!still.ok) return still;
  const { html, omissions } = still.value;
  const { plainText } = header;
  const title = cleanTitle(header.title);
  const finalUrl = URL.parse(header.url)?.href ?? record.url;
  const [text, pictures] = await Promise.all([
    readText({ html, url: finalUrl, title, plainText }, AbortSignal.timeout(TEXT_TIMEOUT_MS)),
    picture ? packVisible(picture) : undefined,
  ]);
  if (!pictures) omissions.push({ what: 'screenshot', kind: 'artifact', reason: 'artifact-failed' });
  const language = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.exec(header.language)?.[0];
  return ok({
    artifacts: [
      { name: 'still', type: ARTIFACT_FILES.still.type, bytes: Buffer.from(html, 'utf8') },
      { name: 'text', type: ARTIFACT_FILES.text.type, bytes: Buffer.from(text.markdown, 'utf8') },
      ...(pictures ?? []),
    ],
    outcome: {
      status: omissions.length > 0 ? 'partial' : 'done',
      page: { ...text.facts, finalUrl, title, ...(language ? { language } : {}) },
      omissions,
      timings: {},
      versions: { stillpage: STILLPAGE_VERSION },
    },
  });
}
