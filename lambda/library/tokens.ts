import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { TOKEN_NAME_MAX_LENGTH, type TokenScope, tokenScopeSchema } from '@stillpage/shared/schemas/token.ts';
import { z } from 'zod';
import { listPages } from '../store/list-pages.ts';
import type { Store } from '../store/store.ts';
import { idOfKey, TOKENS, tokenKey } from './keys.ts';
import type { Log } from './log.ts';
import { createRecordFiles } from './record-file.ts';

/** Lets secret scanners know one of ours. */
const PREFIX = 'sp_';
const TOKEN_BYTES = 32;
/** How long a revoked token may still pass, in ms: the list of tokens is read again after this. */
const REFRESH_MS = 5_000;
const EVERYTHING: readonly TokenScope[] = ['admin'];
/** How often the last use of a token is written down, in ms. */
const USE_NOTED_EVERY_MS = 3_600_000;

const tokenRecordSchema = z.object({
  schema: z.literal(1),
  name: z.string().max(TOKEN_NAME_MAX_LENGTH),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  /** Tokens from before there were scopes may do everything. */
  scopes: z.array(tokenScopeSchema).default(['admin']),
  expiresAt: z.iso.datetime().optional(),
  lastUsedAt: z.iso.datetime().optional(),
});
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

/** Whose request this is; `id` is the token's SHA-256. */
export type TokenHolder = { readonly id: string; readonly scopes: readonly TokenScope[] };

export type TokenChoices = { readonly scopes?: readonly TokenScope[]; readonly expiresAt?: Date };

export type Tokens = {
  /** A new token: the only time it is seen, for the store keeps its hash. Without scopes it may do everything. */
  create(name: string, choices?: TokenChoices): Promise<Result<string>>;
  /** Whose token it is; undefined for one that was not made here, was revoked or has ended. */
  find(token: string): Promise<Result<TokenHolder | undefined>>;
  list(): Promise<Result<TokenRecord[]>>;
  /** A new token in the place of this one, with its name, scopes and end; the old one is revoked. */
  rotate(sha256: string): Promise<Result<string>>;
  /** `not-found` when there is none. */
  revoke(sha256: string): Promise<Result<void>>;
};

/** Access tokens: 256 random bits each, kept as SHA-256, compared in constant time. */
export function openTokens(store: Store, log: Log): Tokens {
  const files = createRecordFiles(store, tokenRecordSchema, tokenKey, log);
  let known: readonly { readonly digest: Buffer; readonly record: TokenRecord }[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Result<TokenRecord[]>> | undefined;
  const noted = new Map<string, number>();

  async function list(): Promise<Result<TokenRecord[]>> {
    const tokens: TokenRecord[] = [];
    for await (const page of listPages(store, TOKENS)) {
      if (!page.ok) return page;
      for (const { key } of page.value) {
        const token = await files.read(idOfKey(key));
        if (token.ok && token.value) tokens.push(token.value);
      }
    }
    known = tokens.map((record) => ({ digest: Buffer.from(record.sha256, 'hex'), record }));
    readAt = performance.now();
    return ok(tokens);
  }

  async function write(
    name: string,
    rest: Pick<TokenRecord, 'scopes' | 'expiresAt'>,
  ): Promise<Result<string>> {
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const sha256 = digestOf(token).toString('hex');
    const createdAt = new Date().toISOString();
    const written = await files.create(sha256, { schema: 1, name, sha256, createdAt, ...rest });
    readAt = Number.NEGATIVE_INFINITY;
    return written.ok ? ok(token) : written;
  }

  async function revoke(sha256: string): Promise<Result<void>> {
    const found = await files.read(sha256);
    if (!found.ok) return found;
    if (!found.value) return fail('not-found', 'There is no such token.');
    const deleted = await files.delete(sha256);
    readAt = Number.NEGATIVE_INFINITY;
    return deleted;
  }

  /** At most once an hour for each token, and never in the way of a request. */
  function noteUse({ sha256, lastUsedAt }: TokenRecord): void {
    const now = Date.now();
    const last = Math.max(noted.get(sha256) ?? 0, lastUsedAt === undefined ? 0 : Date.parse(lastUsedAt));
    if (now - last < USE_NOTED_EVERY_MS) return;
    noted.set(sha256, now);
    // A token that is revoked in this moment stays revoked: nothing is written where nothing is.
    void files
      .update(sha256, (record) =>
        record ? ok({ ...record, lastUsedAt: new Date(now).toISOString() }) : fail('not-found'),
      )
      .catch(() => undefined);
  }

  return {
    create: (name, { scopes = EVERYTHING, expiresAt } = {}) =>
      write(name, { scopes: [...scopes], ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}) }),
    async find(token) {
      if (performance.now() - readAt > REFRESH_MS) {
        reading ??= list().finally(() => (reading = undefined));
        const read = await reading;
        if (!read.ok) return read;
      }
      const digest = digestOf(token);
      let found: TokenRecord | undefined;
      // Every one is compared, so that the time tells nothing.
      for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.record;
      if (!found || (found.expiresAt !== undefined && Date.parse(found.expiresAt) <= Date.now()))
        return ok(undefined);
      noteUse(found);
      return ok({ id: found.sha256, scopes: found.scopes });
    },
    list,
    async rotate(sha256) {
      const found = await files.read(sha256);
      if (!found.ok) return found;
      if (!found.value) return fail('not-found', 'There is no such token.');
      const { name, scopes, expiresAt } = found.value;
      const fresh = await write(name, { scopes, ...(expiresAt === undefined ? {} : { expiresAt }) });
      if (!fresh.ok) return fresh;
      const revoked = await revoke(sha256);
      return revoked.ok ? fresh : revoked;
    },
    revoke,
  };
}

/** True when a holder may do what needs this scope. */
export function mayDo({ scopes }: TokenHolder, needed: TokenScope): boolean {
  return scopes.includes(needed) || scopes.includes('admin');
}

export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
