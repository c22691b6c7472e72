import { ERROR_TABLE, type Failure, type Result } from '@stillpage/shared/errors.ts';

/** Seconds to wait when nobody knows better. */
const RETRY_AFTER_S = 30;

/** A JSON answer; never kept by any cache. */
export function jsonAnswer(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}

/** A failure of the closed table as the API answers it. */
export function failureAnswer({ code, message, retryable, retryAfterS }: Failure): Response {
  return jsonAnswer({ error: { code, message, retryable } }, ERROR_TABLE[code].status, {
    ...(code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
    ...(code === 'rate-limited' || code === 'storage-unavailable'
      ? { 'retry-after': String(retryAfterS ?? RETRY_AFTER_S) }
      : {}),
  });
}

/** A result as an answer; `headers` are for its success. */
export function resultAnswer<T>(
  result: Result<T>,
  { status = 200, headers }: { status?: number; headers?: (value: T) => Record<string, string> } = {},
): Response {
  return result.ok ? jsonAnswer(result.value, status, headers?.(result.value)) : failureAnswer(result.error);
}
