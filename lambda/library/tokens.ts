import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { idOfKey, TOKENS, tokenKey } from './keys.ts';
import type { Log } from './log.ts';
import { createRecordFiles } from './record-file.ts';

/** Lets secret scanners know one of ours. */
const PREFIX = 'sp_';
const TOKEN_BYTES = 32;
/** How long a revoked token may still pass, in ms: the list of tokens is read again after this. */
const REFRESH_MS = 5_000;

const tokenRecordSchema = z.object({
  schema: z.literal(1),
  name: z.string().max(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
});
export type TokenRecord = z.infer<typeof tokenRecordSchema>;

export type Tokens = {
  /** A new token: the only time it is seen, for the store keeps its hash. */
  create(name: string): Promise<Result<string>>;
  /** True for a token that was made here and not revoked. */
  isValid(token: string): Promise<Result<boolean>>;
  list(): Promise<Result<TokenRecord[]>>;
  revoke(sha256: string): Promise<Result<void>>;
};

/** Access tokens: 256 random bits each, kept as SHA-256, compared in constant time. */
export function openTokens(store: Store, log: Log): Tokens {
  const files = createRecordFiles(store, tokenRecordSchema, tokenKey, log);
  let known: readonly Buffer[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Result<TokenRecord[]>> | undefined;

  async function list(): Promise<Result<TokenRecord[]>> {
    const tokens: TokenRecord[] = [];
    let after: string | undefined;
    do {
      const page = await store.list(TOKENS, after === undefined ? {} : { after });
      if (!page.ok) return page;
      for (const { key } of page.value.objects) {
        const token = await files.read(idOfKey(key));
        if (token.ok && token.value) tokens.push(token.value);
      }
      after = page.value.next;
    } while (after !== undefined);
    known = tokens.map(({ sha256 }) => Buffer.from(sha256, 'hex'));
    readAt = performance.now();
    return ok(tokens);
  }

  return {
    async create(name) {
      const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
      const sha256 = digestOf(token).toString('hex');
      const written = await files.create(sha256, {
        schema: 1,
        name,
        sha256,
        createdAt: new Date().toISOString(),
      });
      readAt = Number.NEGATIVE_INFINITY;
      return written.ok ? ok(token) : written;
    },
    async isValid(token) {
      if (performance.now() - readAt > REFRESH_MS) {
        reading ??= list().finally(() => (reading = undefined));
        const read = await reading;
        if (!read.ok) return read;
      }
      const digest = digestOf(token);
      // Every one is compared, so that the time tells nothing.
      return ok(known.reduce((valid, one) => timingSafeEqual(one, digest) || valid, false));
    },
    list,
    async revoke(sha256) {
      readAt = Number.NEGATIVE_INFINITY;
      return await files.delete(sha256);
    },
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
