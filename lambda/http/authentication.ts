import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { TokenScope } from '@stillpage/shared/schemas/token.ts';
import { mayDo, type TokenHolder, type Tokens } from '../library/tokens.ts';
import { clientNetworkOf } from './client-address.ts';
import { createCountedWindows } from './counted-windows.ts';

const MINUTE_MS = 60_000;

/** Who asks, when their token has one of the scopes; else `unauthorized`, `forbidden` or `rate-limited`. */
export type Authenticate = (request: Request, scopes: readonly TokenScope[]) => Promise<Result<TokenHolder>>;

/**
 * Checks the bearer token of a request, without touching its body. A token that is right always passes, so that nobody
 * can be shut out by others behind the same address.
 */
export function createAuthentication(
  tokens: Pick<Tokens, 'find'>,
  { wrongTokensPerMinute }: { readonly wrongTokensPerMinute: number },
): Authenticate {
  const wrong = createCountedWindows(wrongTokensPerMinute, MINUTE_MS);
  return async (request, scopes) => {
    const token = /^bearer +([A-Za-z0-9_-]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined) return fail('unauthorized');
    const holder = await tokens.find(token);
    if (!holder.ok) return holder;
    if (holder.value) {
      const { value } = holder;
      return scopes.some((scope) => mayDo(value, scope)) ? ok(value) : fail('forbidden', missing(scopes));
    }
    const retryAfterS = wrong.count(clientNetworkOf(request));
    return retryAfterS === 0
      ? fail('unauthorized')
      : { ok: false, error: { ...failure('rate-limited', 'Too many wrong tokens.'), retryAfterS } };
  };
}

function missing(scopes: readonly TokenScope[]): string {
  return `This token may not do that: it needs the scope ${scopes.join(' or ')}.`;
}
