import type { ErrorCode, Failure } from '@stillpage/shared/errors.ts';
import type { ArtifactName, Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { PageFacts, Progress, Wall } from '@stillpage/shared/schemas/snapshot.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';

/**
 * What the capture room is asked and what it answers. It imports neither the library nor the store: it is
 * handed a place to put artifacts.
 */
export type CaptureJob = {
  readonly snapshotId: string;
  /** http or https, already parsed by `parsePageUrl`. */
  readonly url: string;
  readonly view: View;
  readonly wanted: readonly ArtifactName[];
  /** Longest the whole capture may take, in milliseconds; the best state reached is kept when it ends. */
  readonly timeoutMs?: number;
  /** `dismiss`: a banner that asks for consent is answered, with no where that can be, before the page is frozen. */
  readonly consent?: 'dismiss';
};

/** One finished file, not yet compressed. */
export type CapturedArtifact = {
  readonly name: ArtifactName;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Pictures only, in pixels. */
  readonly width?: number;
  readonly height?: number;
};

/** Where a capture leaves what it made; called once for each artifact, as each is ready. */
export type ArtifactSink = (artifact: CapturedArtifact) => Promise<void>;

export type CaptureOptions = {
  readonly put: ArtifactSink;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
};

/** `partial` says in `omissions` what is missing; `failed` says in `error` why. Never throws for a page's doing. */
export type CaptureOutcome = {
  readonly status: 'done' | 'partial' | 'failed';
  readonly error?: Failure & { readonly code: ErrorCode };
  readonly page?: PageFacts;
  readonly omissions: readonly Omission[];
  readonly wall?: Wall;
  /** Milliseconds spent in each stage. */
  readonly timings: Readonly<Record<string, number>>;
  /** `stillpage`, `chromium`. */
  readonly versions: Readonly<Record<string, string>>;
};

/** A running capture backend: it holds browsers and the egress guard, and ends them all on `close`. */
export type Capturer = {
  readonly chromiumVersion: string;
  capture(job: CaptureJob, options: CaptureOptions): Promise<CaptureOutcome>;
  /** Makes a fetcher, behind the egress guard, for what an uploaded page lacks; one for each page. */
  fetchMissing?(): (url: string) => Promise<ReceivedBody>;
  close(): Promise<void>;
};

/** Bytes the browser received for an address while it loaded the page, or why there are none. */
export type ReceivedBody =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly type: string;
      readonly charset?: string;
      readonly status: number;
      /** The answer broke off; these are the bytes that came. */
      readonly isCut?: true;
    }
  | { readonly ok: false; readonly omission: Omission['reason']; readonly status?: number };

/** One answer as it was received, for the archive; the body is decoded, a redirect has none. */
export type Exchange = {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
  readonly charset?: string;
  readonly bytes: Uint8Array;
};

/** Asked by the freezer; nothing the browser already received is fetched a second time. */
export type ReceivedBytes = {
  /** `url` is absolute and without a fragment; `kind` names the use for the omission list. */
  bodyOf(url: string, kind: Omission['kind']): Promise<ReceivedBody>;
  /** Whether the page ever asked for it, where that is known without waiting. */
  readonly asked?: (url: string) => boolean;
};
