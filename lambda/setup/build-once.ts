import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Half-built folders older than this belong to processes that died, in milliseconds. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Makes a folder whole or not at all: it is built beside its place and renamed into it, so that two processes
 * may build at once and a kill leaves nothing half done. A folder that is there is taken as it is.
 */
export async function buildOnce(folder: string, build: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const partial = `${folder}.${randomBytes(6).toString('hex')}.part`;
  await mkdir(partial);
  try {
    await build(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Somebody else was quicker: theirs is as good.
    if (!existsSync(folder)) throw error;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith('.part')) continue;
    const path = join(dirname(folder), name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}
