import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import type { Store } from '../store/store.ts';

/** Held by whoever writes the index: the change feed's numbers have one giver at a time. */
export const INDEX_LEASE = 'catalog/lease.json';

const leaseSchema = z.object({ owner: z.string(), until: z.number(), turn: z.number(), commits: z.number() });
type LeaseRecord = z.infer<typeof leaseSchema>;

/** What a holder knows: whether somebody else held it since this owner's last turn, and writes since the index was last optimized. */
export type Lease = {
  readonly turn: number;
  readonly commits: number;
  /** Gives it back, with the count for the next holder. */
  release(commits: number): Promise<void>;
};

/**
 * Takes the lease for `lengthMs`; `conflict` while another owner holds it. A holder that dies keeps it until its time
 * is up, so it must be no longer than the function may run.
 */
export async function takeLease(
  store: Store,
  key: string,
  owner: string,
  lengthMs: number,
  now = Date.now(),
): Promise<Result<Lease>> {
  const found = await store.get(key);
  if (!found.ok) return found;
  const held = found.value && parse(found.value.bytes);
  if (held && held.owner !== owner && held.until > now)
    return fail('conflict', `The index is being written by ${held.owner}.`);
  const record: LeaseRecord = {
    owner,
    until: now + lengthMs,
    turn: (held?.turn ?? 0) + 1,
    commits: held?.commits ?? 0,
  };
  const taken = await store.put(
    key,
    bytesOf(record),
    found.value ? { ifMatch: found.value.etag } : { ifAbsent: true },
  );
  if (!taken.ok) return taken;
  const { etag } = taken.value;
  return ok({
    turn: record.turn,
    commits: record.commits,
    async release(commits) {
      await store.put(key, bytesOf({ ...record, until: 0, commits }), { ifMatch: etag });
    },
  });
}

function bytesOf(record: LeaseRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

function parse(bytes: Uint8Array): LeaseRecord | undefined {
  try {
    return leaseSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
