import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { z } from 'zod';
import { createAll } from '../store/create-all.ts';
import type { PutOptions, Store } from '../store/store.ts';
import type { Log } from './log.ts';

/** Tries of a read-change-write that loses to other writers; each loss means that somebody else won. */
const UPDATE_TRIES = 50;

export type RecordFiles<T> = {
  /** Undefined when there is none. A record this version cannot read is `storage-unavailable`: it is kept as it is. */
  read(id: string): Promise<Result<T | undefined>>;
  /** Writes a record that must not be there yet: else `conflict`. */
  create(id: string, record: T): Promise<Result<void>>;
  /** Like {@link create} of each, in order, at the price of a few where the store can do it; no id may come twice. */
  createMany(records: readonly { readonly id: string; readonly record: T }[]): Promise<Result<void>[]>;
  /**
   * Reads, changes and writes back, again when somebody else wrote in between. `change` gets undefined when
   * there is no record; when it returns its argument nothing is written.
   */
  update(id: string, change: (record: T | undefined) => Result<T>): Promise<Result<T>>;
  delete(id: string): Promise<Result<void>>;
};

/** The JSON records of one kind in a store, parsed on the way in. */
export function createRecordFiles<T>(
  store: Store,
  schema: z.ZodType<T>,
  keyOf: (id: string) => string,
  log: Log,
): RecordFiles<T> {
  async function load(id: string): Promise<Result<{ record: T; etag: string } | undefined>> {
    const found = await store.get(keyOf(id));
    if (!found.ok) return found;
    if (!found.value) return ok(undefined);
    const parsed = schema.safeParse(parseJson(found.value.bytes));
    if (parsed.success) return ok({ record: parsed.data, etag: found.value.etag });
    log(`warning: ${keyOf(id)} is not a record this version can read; it is skipped and kept.`);
    return fail('storage-unavailable', `${keyOf(id)} is not a record this version can read.`);
  }

  const bytesOf = (record: T) => Buffer.from(`${JSON.stringify(record, null, 1)}\n`);

  async function write(id: string, record: T, condition: PutOptions): Promise<Result<void>> {
    const written = await store.put(keyOf(id), bytesOf(record), condition);
    return written.ok ? ok(undefined) : written;
  }

  return {
    async read(id) {
      const found = await load(id);
      return found.ok ? ok(found.value?.record) : found;
    },
    create: (id, record) => write(id, record, { ifAbsent: true }),
    createMany: (records) =>
      createAll(
        store,
        records.map(({ id, record }) => ({ key: keyOf(id), bytes: bytesOf(record) })),
      ),
    async update(id, change) {
      for (let tries = 0; tries < UPDATE_TRIES; tries += 1) {
        const found = await load(id);
        if (!found.ok) return found;
        const changed = change(found.value?.record);
        if (!changed.ok || changed.value === found.value?.record) return changed;
        const condition = found.value ? { ifMatch: found.value.etag } : { ifAbsent: true };
        const written = await write(id, changed.value, condition);
        if (written.ok) return changed;
        if (written.error.code !== 'conflict') return written;
      }
      return fail('storage-unavailable', `${keyOf(id)} is being written by too many at once.`);
    },
    delete: (id) => store.delete(keyOf(id)),
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
