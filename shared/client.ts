import type { Connection } from './connect-string.ts';
import { fail, isErrorCode, ok, type Result } from './errors.ts';
import type { ChangesAnswer, HealthAnswer, LinkAnswer, LinkPatch, LinksPage } from './schemas/link.ts';
import type { SaveRequest, SnapshotAnswer } from './schemas/snapshot.ts';
import type { SuggestAnswer, SuggestRequest } from './schemas/suggest.ts';
import type { UploadTarget } from './schemas/upload.ts';
import type { VersionsAnswer } from './schemas/version.ts';

/** Longest wait for one answer, in milliseconds: a browser ends a background worker after 30 s. */
export const REQUEST_TIMEOUT_MS = 25_000;

/** The API as functions. Every call answers with a value or a failure of the closed table; none throws for a server's doing. */
export type Client = {
  save(request: SaveRequest): Promise<Result<SnapshotAnswer>>;
  snapshot(id: string): Promise<Result<SnapshotAnswer>>;
  retry(id: string): Promise<Result<SnapshotAnswer>>;
  /** An address that opens a private snapshot without a token for a quarter of an hour. */
  viewLink(id: string): Promise<Result<{ link: string; expiresAt: string }>>;
  links(query: LinksRequest): Promise<Result<LinksPage>>;
  changes(since: string | undefined): Promise<Result<ChangesAnswer>>;
  editLink(id: string, rev: number, patch: LinkPatch): Promise<Result<LinkAnswer>>;
  deleteLink(id: string): Promise<Result<unknown>>;
  restoreLink(id: string): Promise<Result<LinkAnswer>>;
  link(id: string): Promise<Result<LinkAnswer>>;
  /** Every version of a link, newest first. */
  versions(id: string): Promise<Result<VersionsAnswer>>;
  /** Where the page of a snapshot with source `browser` goes. */
  uploadTarget(id: string): Promise<Result<UploadTarget>>;
  /** Makes the snapshot of what was uploaded. */
  takeUpload(id: string): Promise<Result<SnapshotAnswer>>;
  /** Tags of the library that fit a page, from what its nearest pages were tagged. */
  suggestTags(page: SuggestRequest): Promise<Result<SuggestAnswer>>;
  health(): Promise<Result<HealthAnswer>>;
};

/** `GET /links`: several tags are AND; `before` is the `next` of the page before. */
export type LinksRequest = {
  readonly q?: string;
  readonly tag?: readonly string[];
  readonly before?: string;
  readonly limit?: number;
};

/** A client of one backend. `connection-failed` means that no answer came; `internal`, that what came was no answer of ours. */
export function createClient({ base, token }: Connection, signal?: AbortSignal): Client {
  /** `has`: what an answer of ours never lacks; other programs answer with other JSON. */
  async function call<T>(
    has: keyof T | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Result<T>> {
    let response: Response;
    let text: string;
    try {
      const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      response = await fetch(base + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      // An answer that is cut off or drips until the time is up is no answer either.
      text = await response.text();
    } catch {
      return fail('connection-failed', `No answer from ${base}.`);
    }
    if (response.status === 204) return ok(undefined as T);
    const answer = parsed(text);
    if (response.ok && isObject(answer) && (has === undefined || has in answer)) return ok(answer as T);
    const error = isObject(answer) && isObject(answer.error) ? answer.error : undefined;
    const told = typeof error?.message === 'string' ? error.message : undefined;
    const { error: why } = isErrorCode(error?.code)
      ? fail(error.code, told)
      : fail('internal', `${base} answered ${response.status}, but not as a Stillpage does.`);
    const retryAfterS = Number(response.headers.get('retry-after'));
    return { ok: false, error: retryAfterS > 0 ? { ...why, retryAfterS } : why };
  }

  return {
    save: (request) => call('id', 'POST', '/snapshots', request),
    snapshot: (id) => call('id', 'GET', `/snapshots/${id}`),
    retry: (id) => call('id', 'POST', `/snapshots/${id}/retry`),
    viewLink: (id) => call('link', 'POST', `/snapshots/${id}/view-link`),
    links: ({ tag = [], ...rest }) => {
      const query = new URLSearchParams(tag.map((each) => ['tag', each]));
      for (const [name, value] of Object.entries(rest)) query.set(name, String(value));
      return call('links', 'GET', `/links?${query}`);
    },
    changes: (since) =>
      call('next', 'GET', since === undefined ? '/changes' : `/changes?since=${encodeURIComponent(since)}`),
    editLink: (id, rev, patch) => call('id', 'PATCH', `/links/${id}`, patch, { 'if-match': `"${rev}"` }),
    deleteLink: (id) => call(undefined, 'DELETE', `/links/${id}`),
    restoreLink: (id) => call(undefined, 'POST', `/links/${id}/restore`),
    link: (id) => call('id', 'GET', `/links/${id}`),
    versions: (id) => call('versions', 'GET', `/links/${id}/versions`),
    uploadTarget: (id) => call('url', 'POST', `/snapshots/${id}/upload`),
    takeUpload: (id) => call('id', 'POST', `/snapshots/${id}/content`),
    suggestTags: (page) => call('tags', 'POST', '/tags/suggest', page),
    health: () => call('status', 'GET', '/health'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
