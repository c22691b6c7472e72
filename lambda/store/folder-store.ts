import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { createBatchWriter } from './folder-batch.ts';
import {
  type Chunks,
  describedObjects,
  etagAt,
  etagOf,
  keysUnder,
  linkedTo,
  openEither,
  readEither,
  removeUnfinished,
  withEnding,
  writeDurably,
} from './folder-files.ts';
import { allObjects } from './folder-listing.ts';
import { assertKey, assertPrefix } from './key.ts';
import { withFileLock } from './key-lock.ts';
import { makeFolder, syncFolderTogether } from './make-folder.ts';
import { guarded, storageFailure, systemCode } from './storage-failure.ts';
import type { Encoding, ListedObject, Store } from './store.ts';
import { createTurns } from './turns.ts';

/** Files of a folder store that are not objects start with a dot: locks and unfinished writes. */
const WORK = '.work';
/** Objects in a page when nobody says: each page reads its folder anew, so a thousand as in a bucket would be slow. */
const PAGE_DEFAULT = 20_000;
const STATS_AT_ONCE = 256;

/**
 * A folder as an object store, safe for several processes at once. Each key is one plain file; an encoded object has the
 * encoding's ending (`still.html.br`). Fails with `storage-unavailable` when the folder cannot be made or written.
 */
export async function openFolderStore(folder: string): Promise<Result<Store>> {
  const root = resolve(folder);
  const work = join(root, WORK);
  return await guarded(`The folder ${root} cannot be used`, async () => {
    await makeFolder(work);
    const probe = join(work, `probe.${randomBytes(6).toString('hex')}`);
    await writeDurably(probe, [Buffer.from('x')]);
    await unlink(probe);
    await removeUnfinished(work);
    return ok(createFolderStore(root, work));
  });
}

function createFolderStore(root: string, work: string): Store {
  const inTurn = createTurns();
  const pathOf = (key: string) => {
    assertKey(key);
    return join(root, key);
  };
  const locked = <T>(key: string, action: () => Promise<T>) =>
    inTurn(key, () =>
      withFileLock(join(work, 'locks'), createHash('sha256').update(key).digest('hex').slice(0, 32), action),
    );

  const makeFiles = createBatchWriter();
  const temporaryName = () => join(work, `${process.pid}.${randomBytes(8).toString('hex')}.part`);

  const made = new Set<string>();
  /**
   * Writes into a folder that is made first, unless this process has done so: making sure each time costs a write a
   * third of its calls. Somebody may have removed it since.
   */
  async function inFolder<T>(folder: string, write: () => Promise<T>): Promise<T> {
    if (made.has(folder)) {
      try {
        return await write();
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
    await makeFolder(folder);
    // Only those that hold many objects are worth remembering.
    if (dirname(folder) === root) made.add(folder);
    return await write();
  }

  /** Makes a durable temporary file, then lets `place` give it its name; what is left over is removed. */
  async function written<T>(chunks: Chunks, place: (temporary: string) => Promise<T>): Promise<T> {
    const temporary = temporaryName();
    try {
      await writeDurably(temporary, chunks);
      return await place(temporary);
    } finally {
      await unlink(temporary).catch(() => undefined);
    }
  }

  async function replace(path: string, encoding: Encoding | undefined, temporary: string): Promise<void> {
    if (encoding && path.endsWith('.json')) throw new Error(`a record is never encoded: ${path}`);
    await rename(temporary, withEnding(path, encoding));
    await rm(withEnding(path, encoding ? undefined : 'br'), { force: true });
    await syncFolderTogether(dirname(path));
  }

  return {
    get: (key) =>
      guarded(`${key} cannot be read`, async () => {
        const found = await readEither(pathOf(key));
        return ok(found && { ...found, etag: etagOf(found.bytes) });
      }),

    open: (key, range) =>
      guarded(`${key} cannot be read`, async () => {
        const found = await openEither(pathOf(key));
        if (!found) return ok(undefined);
        const { size } = await found.handle.stat();
        const stream = createReadStream('', {
          fd: found.handle,
          ...(range ? { start: range.first, end: range.last } : {}),
        });
        const body = Readable.toWeb(stream) as ReadableStream<Uint8Array>;
        return ok({ size, body, ...(found.encoding ? { encoding: found.encoding } : {}) });
      }),

    put: (key, bytes, { ifAbsent, ifMatch, encoding } = {}) =>
      guarded(`${key} cannot be written`, async () => {
        const path = pathOf(key);
        const write = () =>
          written([bytes], async (temporary): Promise<Result<{ etag: string }>> => {
            if (ifAbsent) {
              if (encoding) throw new Error('an encoded object is never made conditionally');
              if (!(await linkedTo(temporary, path))) return fail('conflict', `${key} exists.`);
              await syncFolderTogether(dirname(path));
              return ok({ etag: etagOf(bytes) });
            }
            return await locked(key, async () => {
              if (ifMatch !== undefined && (await etagAt(path)) !== ifMatch)
                return fail('conflict', `${key} has changed.`);
              await replace(path, encoding, temporary);
              return ok({ etag: etagOf(bytes) });
            });
          });
        return await inFolder(dirname(path), write);
      }),

    async createMany(objects) {
      const files = objects.map(({ key, bytes }) => ({ path: pathOf(key), bytes }));
      const folders = [...new Set(files.map(({ path }) => dirname(path)))];
      const outcomes = await guarded('The records cannot be written', async () => {
        await Promise.all(folders.map((folder) => makeFolder(folder)));
        const told = await makeFiles({ temporary: temporaryName(), files });
        await Promise.all(folders.map(syncFolderTogether));
        return ok(told);
      });
      return objects.map(({ key }, index) => {
        if (!outcomes.ok) return outcomes;
        const code = outcomes.value[index];
        if (code === undefined) return ok(undefined);
        if (code === 'EEXIST') return fail('conflict', `${key} exists.`);
        return storageFailure(Object.assign(new Error(code), { code }), `${key} cannot be written`);
      });
    },

    putStream: (key, body, { encoding } = {}) =>
      guarded(`${key} cannot be written`, async () => {
        const path = pathOf(key);
        await makeFolder(dirname(path));
        let size = 0;
        const counted = (async function* () {
          for await (const chunk of body) {
            size += chunk.length;
            yield chunk;
          }
        })();
        await written(counted, (temporary) => locked(key, () => replace(path, encoding, temporary)));
        return ok({ size });
      }),

    delete: (key) =>
      guarded(`${key} cannot be deleted`, async () => {
        const path = pathOf(key);
        await locked(key, async () => {
          await rm(path, { force: true });
          await rm(withEnding(path, 'br'), { force: true });
          await syncFolderTogether(dirname(path)).catch((error: unknown) => {
            if (systemCode(error) !== 'ENOENT') throw error;
          });
        });
        return ok(undefined);
      }),

    list: (prefix, { after = '', limit = PAGE_DEFAULT } = {}) =>
      guarded(`${prefix} cannot be listed`, async () => {
        assertPrefix(prefix);
        const keys: string[] = [];
        let more = false;
        for await (const key of keysUnder(root, prefix, after)) {
          more = keys.length === limit;
          if (more) break;
          keys.push(key);
        }
        const objects: ListedObject[] = [];
        for (let from = 0; from < keys.length; from += STATS_AT_ONCE)
          objects.push(...(await describedObjects(root, keys.slice(from, from + STATS_AT_ONCE))));
        const last = keys[keys.length - 1];
        return ok({ objects, ...(more && last !== undefined ? { next: last } : {}) });
      }),

    async *listAll(prefix) {
      assertPrefix(prefix);
      try {
        for await (const objects of allObjects(root, prefix)) yield ok(objects);
      } catch (error) {
        yield storageFailure(error, `${prefix} cannot be listed`);
      }
    },
  };
}
