import { createHash } from 'node:crypto';
import { readFile as readFileBack } from 'node:fs';
import { constants, type FileHandle, link, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from './storage-failure.ts';
import type { Encoding, ListedObject } from './store.ts';

/** Unfinished writes older than this are removed at open, in ms: no write takes an hour. */
const UNFINISHED_MAX_AGE_MS = 3_600_000;

/** Bytes to write, in pieces. */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The file of an object: its key, with the ending of its encoding. */
export function withEnding(path: string, encoding: Encoding | undefined): string {
  return encoding ? `${path}.${encoding}` : path;
}

/** An etag names the bytes themselves. */
export function etagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** The etag of what a plain object holds just now; undefined when there is none. */
export async function etagAt(path: string): Promise<string | undefined> {
  const found = await readEither(path);
  return found && etagOf(found.bytes);
}

const PLAIN = [undefined] as const;
const PLAIN_OR_ENCODED = [undefined, 'br'] as const;
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW;

/** Opens an object's file, plain or encoded, for reading; never through a symbolic link. */
export async function openEither(
  path: string,
): Promise<{ handle: FileHandle; encoding?: Encoding } | undefined> {
  const found = await firstThere(path, (file) => open(file, READ_FLAGS));
  return found && { handle: found.value, ...(found.encoding ? { encoding: found.encoding } : {}) };
}

/** By callbacks: a small file read through a handle takes twice the computing, and an index is built from 300,000 of them. */
const readWhole = promisify(readFileBack) as unknown as (
  path: string,
  // Numbers are taken as well as names; the types of Node know only these.
  options: { flag: number },
) => Promise<Buffer>;

/** Reads an object's file whole, plain or encoded; never through a symbolic link. */
export async function readEither(path: string): Promise<{ bytes: Buffer; encoding?: Encoding } | undefined> {
  const found = await firstThere(path, (file) => readWhole(file, { flag: READ_FLAGS }));
  return found && { bytes: found.value, ...(found.encoding ? { encoding: found.encoding } : {}) };
}

async function firstThere<T>(
  path: string,
  take: (file: string) => Promise<T>,
): Promise<{ value: T; encoding: Encoding | undefined } | undefined> {
  // Records are never encoded, and asked for by the thousand before they are there.
  const isRecord = path.endsWith('.json');
  // Twice: a write that changes the encoding renames one file and removes the other in between.
  for (let look = 0; look < (isRecord ? 1 : 2); look += 1) {
    for (const encoding of isRecord ? PLAIN : PLAIN_OR_ENCODED) {
      try {
        return { value: await take(withEnding(path, encoding)), encoding };
      } catch (error) {
        const code = systemCode(error);
        if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      }
    }
  }
  return undefined;
}

async function statEither(path: string) {
  for (const candidate of [path, withEnding(path, 'br')]) {
    try {
      return await stat(candidate);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** Size and time of each key that is there. */
export async function describedObjects(root: string, keys: readonly string[]): Promise<ListedObject[]> {
  const found = await Promise.all(keys.map((key) => statEither(join(root, key))));
  return keys.flatMap((key, index) => {
    const stats = found[index];
    return stats ? [{ key, size: stats.size, modified: stats.mtimeMs }] : [];
  });
}

/** Keys below a folder in order, walking only the folders that can hold a key after `after`. */
export async function* keysUnder(root: string, prefix: string, after: string): AsyncGenerator<string> {
  let entries: { name: string; isFolder: boolean }[];
  try {
    entries = (await readdir(join(root, prefix), { withFileTypes: true })).map((entry) => ({
      name: entry.isFile() ? entry.name.replace(/\.br$/, '') : `${entry.name}/`,
      isFolder: entry.isDirectory(),
    }));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    throw error;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  let last = '';
  for (const { name, isFolder } of entries) {
    const key = prefix + name;
    if (name.startsWith('.') || name === last) continue;
    last = name;
    if (isFolder) {
      if (key > after || after.startsWith(key)) yield* keysUnder(root, key, after);
    } else if (!name.endsWith('/') && key > after) yield key;
  }
}

/** Makes a new file whose bytes are on the disk when it answers. */
export async function writeDurably(path: string, chunks: Chunks): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file a second name; false when the name is taken. */
export async function linkedTo(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the unfinished writes that a killed process left long ago. */
export async function removeUnfinished(work: string): Promise<void> {
  for (const name of await readdir(work)) {
    if (!name.endsWith('.part')) continue;
    const path = join(work, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > UNFINISHED_MAX_AGE_MS) await rm(path, { force: true });
  }
}
