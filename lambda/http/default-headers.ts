import type { MiddlewareHandler } from 'hono';

/** What every answer has that does not say otherwise: shown by itself it runs nothing, asks for nothing and is framed by nobody. */
export const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Gives answers their default headers, so that a route that forgets them is shut in and not open. */
export function defaultHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(DEFAULT_HEADERS))
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
  };
}
