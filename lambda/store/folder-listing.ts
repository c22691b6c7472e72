import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemCode } from './storage-failure.ts';
import type { ListedObject } from './store.ts';

/** Longest that looking at files holds up everything else, in ms. */
const SLICE_MS = 10;
/** Objects given at a time. */
const PAGE = 5_000;

/**
 * Every object below a folder, in no order. The folder is read once, and its files are looked at without a call back for
 * each: 100,000 in half a second, where pages in order read the folder again for each page.
 */
export async function* allObjects(root: string, prefix: string): AsyncGenerator<ListedObject[]> {
  const folders: string[] = [];
  let page: ListedObject[] = [];
  let since = performance.now();
  for (const entry of await entriesOf(join(root, prefix))) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) folders.push(`${prefix}${entry.name}/`);
    else if (entry.isFile()) {
      const stats = statSync(join(root, prefix, entry.name), { throwIfNoEntry: false });
      const key = prefix + entry.name.replace(/\.br$/, '');
      if (stats) page.push({ key, size: stats.size, modified: stats.mtimeMs });
    }
    if (page.length >= PAGE) {
      yield page;
      page = [];
    }
    if (performance.now() - since < SLICE_MS) continue;
    await nextTurn();
    since = performance.now();
  }
  if (page.length > 0) yield page;
  for (const folder of folders) yield* allObjects(root, folder);
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
