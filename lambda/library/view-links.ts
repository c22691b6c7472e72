import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { VIEW_SECRET } from './keys.ts';

/** How long a signed address opens a private snapshot, in ms: long enough to read it, too short to be passed on for good. */
export const VIEW_LINK_LIFETIME_MS = 15 * 60_000;

/** How long a revoked address may still open at another process of the same library, in ms. */
const REFRESH_MS = 5_000;

const secretSchema = z.object({ secret: z.string().min(43) });

export type ViewLinks = {
  /** The value of `?view=` that opens this snapshot until it expires, in ms since 1970. */
  sign(snapshotId: string): Promise<Result<{ view: string; expires: number }>>;
  isValid(snapshotId: string, view: string): Promise<Result<boolean>>;
  /** Ends every address signed so far. */
  revokeAll(): Promise<Result<void>>;
};

/** Signs short-lived addresses of private snapshots with a secret that the store keeps. */
export function openViewLinks(store: Store, now: () => number = Date.now): ViewLinks {
  let secret: Promise<Result<Buffer>> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const load = async () => {
    if (!secret || performance.now() - readAt > REFRESH_MS) {
      readAt = performance.now();
      secret = loadSecret(store);
    }
    const loaded = await secret;
    if (!loaded.ok) secret = undefined;
    return loaded;
  };
  const signature = (key: Buffer, snapshotId: string, expires: string) =>
    createHmac('sha256', key).update(`${snapshotId}.${expires}`).digest();

  return {
    async sign(snapshotId) {
      const key = await load();
      if (!key.ok) return key;
      const expires = now() + VIEW_LINK_LIFETIME_MS;
      return ok({
        view: `${expires}.${signature(key.value, snapshotId, String(expires)).toString('base64url')}`,
        expires,
      });
    },
    async isValid(snapshotId, view) {
      const match = /^(\d{13})\.([A-Za-z0-9_-]{43})$/.exec(view);
      if (!match || Number(match[1]) <= now()) return ok(false);
      const key = await load();
      if (!key.ok) return key;
      const given = Buffer.from(match[2] ?? '', 'base64url');
      const right = signature(key.value, snapshotId, match[1] ?? '');
      return ok(given.length === right.length && timingSafeEqual(given, right));
    },
    async revokeAll() {
      const written = await store.put(VIEW_SECRET, freshSecret());
      secret = undefined;
      return written.ok ? ok(undefined) : written;
    },
  };
}

async function loadSecret(store: Store): Promise<Result<Buffer>> {
  const known = await store.get(VIEW_SECRET);
  if (!known.ok) return known;
  if (known.value) return parse(known.value.bytes);
  const fresh = freshSecret();
  const made = await store.put(VIEW_SECRET, fresh, { ifAbsent: true });
  if (!made.ok && made.error.code !== 'conflict') return made;
  const found = await store.get(VIEW_SECRET);
  if (!found.ok) return found;
  return parse(found.value?.bytes ?? fresh);
}

function freshSecret(): Buffer {
  return Buffer.from(`${JSON.stringify({ secret: randomBytes(32).toString('base64url') })}\n`);
}

function parse(bytes: Uint8Array): Result<Buffer> {
  const { secret } = secretSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return ok(Buffer.from(secret, 'base64url'));
}
