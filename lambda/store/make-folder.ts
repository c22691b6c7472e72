import { constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './storage-failure.ts';

/**
 * Makes a folder and those above it, durably. Not by `mkdir`'s own `recursive`: that one never returns where a
 * file system answers ENOENT to every new folder, as /proc does.
 */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') {
      if (!(await stat(path)).isDirectory())
        throw Object.assign(new Error(path, { cause: error }), { code: 'ENOTDIR' });
      return;
    }
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path) throw error;
    await makeFolder(above, mode);
    await mkdir(path, { mode }).catch((again: unknown) => {
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

type Syncing = { readonly running: Promise<void>; next?: Promise<void> };
const syncing = new Map<string, Syncing>();

/** Like {@link syncFolder}, one for all who ask while another one runs: what they did is on disk when it ends. */
export function syncFolderTogether(path: string): Promise<void> {
  const now = syncing.get(path);
  if (!now) return beginSync(path);
  // The one that runs may have begun before the caller's own change: the next one has it.
  now.next ??= now.running.catch(() => undefined).then(() => beginSync(path));
  return now.next;
}

function beginSync(path: string): Promise<void> {
  const running = syncFolder(path).finally(() => {
    if (syncing.get(path) === entry && !entry.next) syncing.delete(path);
  });
  const entry: Syncing = { running };
  syncing.set(path, entry);
  return running;
}
