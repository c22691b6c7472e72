import type { TokenScope } from '@stillpage/shared/schemas/token.ts';

/** What anybody may ask for; all else needs a token. `/s/` decides for itself, by each snapshot. */
const OPEN_PATHS = /^\/($|health$|openapi\.json$|icon\.svg$|access$|s\/)/;

/** Changes that can be undone, and what belongs to saving. */
const SAVING: readonly (readonly [method: string, path: RegExp])[] = [
  ['POST', /^\/snapshots(\/[^/]+\/(upload|content|retry))?$/],
  ['PUT', /^\/snapshots\/[^/]+\/content$/],
  // Whoever saved may ask what became of it; the id is a secret of 128 bits.
  ['GET', /^\/snapshots\/[^/]+$/],
  ['PATCH', /^\/(links|tags)\/.+$/],
  ['DELETE', /^\/links\/[^/]+$/],
  ['POST', /^\/links\/(bulk|[^/]+\/restore)$/],
  ['POST', /^\/import$/],
];

/** Questions that are asked with a body. */
const READING: readonly (readonly [method: string, path: RegExp])[] = [
  ['POST', /^\/tags\/suggest$/],
  ['POST', /^\/snapshots\/[^/]+\/view-link$/],
];

/** Paths of the tokens themselves, which reading does not show. */
const TOKENS = /^\/tokens(\/|$)/;

/**
 * Scopes of which a request needs one; none for what is open to all. What is not named here and is no GET needs
 * `admin`, so that a new route is shut until somebody decides.
 */
export function scopesFor(method: string, path: string): readonly TokenScope[] {
  if (OPEN_PATHS.test(path)) return [];
  const asked = method === 'HEAD' ? 'GET' : method;
  if (TOKENS.test(path)) return ['admin'];
  const isIn = (list: typeof SAVING) => list.some(([verb, pattern]) => verb === asked && pattern.test(path));
  const scopes: TokenScope[] = [];
  if (asked === 'GET' || isIn(READING)) scopes.push('read');
  if (isIn(SAVING)) scopes.push('save');
  return scopes.length > 0 ? scopes : ['admin'];
}
