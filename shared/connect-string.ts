import { fail, ok, type Result } from './errors.ts';

/** Where a backend is and what opens it. */
export type Connection = { readonly base: string; readonly token: string };

const SCHEME = 'stillpage+';

/** One string to paste: `stillpage+http://127.0.0.1:8042/#<token>`. The token is a fragment, so no server ever sees it in a path. */
export function formatConnectString(connection: Connection): string {
  return `${SCHEME}${connection.base.replace(/\/$/, '')}/#${connection.token}`;
}

/** Reads a pasted connect string; `base` comes back without a closing slash. */
export function parseConnectString(input: string): Result<Connection> {
  const text = input.trim();
  const url = text.startsWith(SCHEME) ? URL.parse(text.slice(SCHEME.length)) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return fail(
      'invalid-request',
      'This is not a connect string: it starts with stillpage+http:// or stillpage+https://.',
    );
  const token = url.hash.slice(1);
  if (!/^[A-Za-z0-9_-]{20,200}$/.test(token))
    return fail('invalid-request', 'The connect string has no token.');
  return ok({ base: (url.origin + url.pathname).replace(/\/$/, ''), token });
}
