import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { Tokens } from '../library/tokens.ts';

/** Wrong tokens answered in one window before further ones are turned away; a token that is right always passes. */
const WRONG_MAX = 30;
const WRONG_WINDOW_MS = 60_000;

export type Authenticate = (request: Request) => Promise<Result<void>>;

/** Checks the bearer token of a request, without touching its body. */
export function createAuthentication(tokens: Tokens): Authenticate {
  let wrong = 0;
  let windowStart = Number.NEGATIVE_INFINITY;
  return async (request) => {
    const token = /^bearer +([A-Za-z0-9_-]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined) return fail('unauthorized');
    const valid = await tokens.isValid(token);
    if (!valid.ok) return valid;
    if (valid.value) return ok(undefined);
    if (performance.now() - windowStart > WRONG_WINDOW_MS) {
      windowStart = performance.now();
      wrong = 0;
    }
    wrong += 1;
    return wrong > WRONG_MAX
      ? fail('rate-limited', 'Too many wrong tokens; try again in a minute.')
      : fail('unauthorized');
  };
}
