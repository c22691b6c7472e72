import { constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './storage-failure.ts';

/**
 * Makes a folder and those above it, durably. Not by `mkdir`'s own `recursive`: that one never returns where a
 * file system answers ENOENT to every new folder, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') {
      if (!(await stat(path)).isDirectory())
        throw Object.assign(new Error(path, { cause: error }), { code: 'ENOTDIR' });
      return;
    }
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path) throw error;
    await makeFolder(above);
    await mkdir(path, { mode: 0o700 }).catch((again: unknown) => {
      if (systemCode(again) !== 'EEXIST') throw again;
    });
  }
  await syncFolder(dirname(path));
}

/** Makes the entries of a folder durable: a rename or a link is on disk only after this. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
