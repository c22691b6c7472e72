import { formatConnectString } from '@stillpage/shared/connect-string.ts';
import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { type TokenAnswer, tokenRequestSchema } from '@stillpage/shared/schemas/token.ts';
import type { Hono } from 'hono';
import type { TokenHolder, TokenRecord, Tokens } from '../library/tokens.ts';
import { failureAnswer, resultAnswer } from './answers.ts';
import { doneAnswer } from './path-ids.ts';
import { parseBody } from './request-body.ts';

const DAY_MS = 86_400_000;

export type TokenRoutesParts = {
  readonly tokens: Pick<Tokens, 'create' | 'list' | 'rotate' | 'revoke'>;
  readonly holderOf: (request: Request) => TokenHolder | undefined;
  /** Address that people reach the server by, when somebody said so; else it is the one they asked by. */
  readonly base?: string | undefined;
};

/** `/tokens`, for those whose token is `admin`: list, make, rotate, revoke. */
export function addTokenRoutes(app: Hono, { tokens, holderOf, base }: TokenRoutesParts): void {
  const fresh = (request: Request, made: Result<string>) =>
    made.ok
      ? ok({
          token: made.value,
          connectString: formatConnectString({
            base: base ?? new URL(request.url).origin,
            token: made.value,
          }),
        })
      : made;

  app.get('/tokens', async ({ req }) => {
    const listed = await tokens.list();
    const asking = holderOf(req.raw)?.id;
    return resultAnswer(
      listed.ok ? ok({ tokens: listed.value.map((record) => tokenAnswer(record, asking)) }) : listed,
    );
  });
  app.post('/tokens', async ({ req }) => {
    const asked = await parseBody(req.raw, tokenRequestSchema);
    if (!asked.ok) return failureAnswer(asked.error);
    const { name, scopes, days } = asked.value;
    const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * DAY_MS);
    const made = await tokens.create(name, { scopes, ...(expiresAt ? { expiresAt } : {}) });
    return resultAnswer(fresh(req.raw, made), { status: 201 });
  });
  app.post('/tokens/:id/rotate', async (context) => {
    const id = hashOf(context.req.param('id'));
    const made = id.ok ? await tokens.rotate(id.value) : id;
    return resultAnswer(fresh(context.req.raw, made), { status: 201 });
  });
  app.delete('/tokens/:id', async (context) => {
    const id = hashOf(context.req.param('id'));
    return doneAnswer(id.ok ? await tokens.revoke(id.value) : id);
  });
}

function hashOf(id: string): Result<string> {
  return /^[0-9a-f]{64}$/.test(id) ? ok(id) : fail('not-found', failure('not-found').message);
}

function tokenAnswer(record: TokenRecord, asking: string | undefined): TokenAnswer {
  const { schema: _schema, sha256, ...rest } = record;
  return { id: sha256, ...rest, isThis: sha256 === asking };
}
