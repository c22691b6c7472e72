import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { FrozenPart } from '@stillpage/shared/freezer/frozen-frame.ts';
import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { UploadHeader } from '@stillpage/shared/schemas/upload.ts';
import type { ReceivedBody, ReceivedBytes } from '../contract.ts';
import { assembleFrame } from './assemble-frame.ts';
import { cleanParts } from './clean-parts.ts';
import { createResources } from './resources.ts';
import { breachOf } from './seal-check.ts';
import { FRAME_HEAD, stillHead, withDigest } from './still-head.ts';

/** Largest still of an upload, in bytes. */
const STILL_MAX_BYTES = 64 * 1024 * 1024;
const MAX_FRAME_DEPTH = 12;
/** So many loaded addresses that the browser's own list of them may be cut. */
const LIST_FULL = 250;

export type UploadedPage = {
  readonly header: UploadHeader;
  /** Bytes of `header.resources`, in their order. */
  readonly bodies: readonly Uint8Array[];
};

export type AssembleOptions = {
  readonly sourceUrl: string;
  readonly capturedAt: Date;
  /** Asks the site for what the browser could not hand over; without it such things are omissions. */
  readonly fetchMissing?: (url: string) => Promise<ReceivedBody>;
};

/** A page frozen in somebody's tab as a still, under the same seal as our own; `unsupported-content` when it breaks it. */
export async function assembleUpload(
  { header, bodies }: UploadedPage,
  options: AssembleOptions,
): Promise<Result<{ html: string; omissions: Omission[] }>> {
  const resources = createResources(receivedOf(header, bodies, options), STILL_MAX_BYTES);
  let refusal: Result<never> | undefined;
  const finish = async (
    index: number,
    depth: number,
  ): Promise<{ html: string; quirks: boolean } | undefined> => {
    const frame = header.frames[index];
    if (!frame || depth > MAX_FRAME_DEPTH) return undefined;
    const parts = cleanParts(frame.parts as FrozenPart[], frame.url);
    if (!parts.ok) {
      if (depth === 0) refusal = parts;
      resources.omit({ what: frame.url, kind: 'frame', reason: 'unsupported' });
      return undefined;
    }
    for (const { what, kind } of frame.omissions) resources.omit({ what, kind, reason: 'unsupported' });
    const { quirks, dark, charset, marks, children } = frame;
    const html = await assembleFrame(
      {
        ...{ parts: parts.value, quirks, dark, charset, marks, url: frame.url.replace(/#.*/s, '') },
        ...{ title: '', language: '', nodes: 0, typed: [], painted: 0, frames: 0, shots: 0, omissions: [] },
      },
      {
        resources,
        head:
          depth === 0
            ? stillHead({ sourceUrl: options.sourceUrl, capturedAt: options.capturedAt }, header.url)
            : FRAME_HEAD,
        frame: async (child) => {
          const at = children[child] ?? -1;
          // Frames are listed after the one they are in: nothing can contain itself.
          if (at > index) return await finish(at, depth + 1);
          resources.omit({ what: `frame ${child + 1} of ${frame.url}`, kind: 'frame', reason: 'unreadable' });
          return undefined;
        },
        shot: async (shot) => {
          resources.omit({
            what: `picture ${shot + 1} of ${frame.url}`,
            kind: 'image',
            reason: 'unreadable',
          });
          return undefined;
        },
      },
    );
    const breach = breachOf(html);
    if (breach === undefined) return { html, quirks };
    if (depth === 0) refusal = fail('unsupported-content', `The still would not be sealed: ${breach}`);
    resources.omit({ what: frame.url, kind: 'frame', reason: 'unsupported' });
    return undefined;
  };
  const still = await finish(0, 0);
  if (!still) return refusal ?? fail('unsupported-content');
  if (Buffer.byteLength(still.html) > STILL_MAX_BYTES * 1.2)
    return fail('too-large', 'The page is larger than a still may be.');
  return ok({ html: withDigest(still.html), omissions: resources.omissions });
}

function receivedOf(
  header: UploadHeader,
  bodies: readonly Uint8Array[],
  { fetchMissing }: AssembleOptions,
): ReceivedBytes {
  const known = new Map(
    header.resources.map((resource, index) => [resource.url, { resource, bytes: bodies[index] }]),
  );
  const loaded = new Set(header.loaded);
  return {
    async bodyOf(url, kind) {
      const found = known.get(url);
      if (found?.bytes) {
        const { type, status, charset } = found.resource;
        return { ok: true, bytes: found.bytes, type, status, ...(charset ? { charset } : {}) };
      }
      // Of what only sheets name, the page shows no more than it has loaded.
      const shown =
        kind === 'image' ||
        kind === 'stylesheet' ||
        loaded.has(url) ||
        (loaded.size >= LIST_FULL && kind !== 'font');
      if (!shown || !fetchMissing) return { ok: false, omission: 'not-loaded' };
      return await fetchMissing(url);
    },
  };
}
