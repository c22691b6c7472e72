import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';

/** Tries of one upload, for a store that throttles and connections that break. */
const TRIES = 4;
const PAUSE_MS = 200;
/** Longest without a byte moving, in milliseconds. */
const IDLE_TIMEOUT_MS = 15_000;

export type UploadHeaders = { readonly type: string; readonly encoding?: string };

/** Puts bytes to a presigned address; `storage-unavailable` when the store does not take them. */
export async function upload(
  url: string,
  bytes: Uint8Array,
  headers: UploadHeaders,
  signal: AbortSignal,
): Promise<Result<{ etag: string }>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await putOnce(url, bytes, headers, signal).catch((error: NodeJS.ErrnoException) => ({
      status: 0,
      etag: '',
      why: error.code ?? error.name,
    }));
    if (answer.status >= 200 && answer.status < 300) return ok({ etag: answer.etag });
    const mayHelp =
      answer.status === 0 || answer.status === 408 || answer.status === 429 || answer.status >= 500;
    if (!mayHelp || tries === TRIES || signal.aborted)
      return fail('storage-unavailable', `An upload was not taken: ${answer.why}.`);
    await sleep(PAUSE_MS * 2 ** tries * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
  }
}

type Answer = { readonly status: number; readonly etag: string; readonly why: string };

function putOnce(
  url: string,
  bytes: Uint8Array,
  { type, encoding }: UploadHeaders,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const request = send(
      url,
      {
        method: 'PUT',
        signal,
        timeout: IDLE_TIMEOUT_MS,
        headers: {
          'content-length': bytes.length,
          'content-type': type,
          ...(encoding ? { 'content-encoding': encoding } : {}),
        },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status, etag: String(response.headers.etag ?? ''), why: `HTTP ${status}` }),
        );
        response.resume();
      },
    );
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
    request.end(bytes);
  });
}
