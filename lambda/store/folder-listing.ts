import { type Dir, opendirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemCode } from './storage-failure.ts';
import type { ListedObject } from './store.ts';

/** Longest that looking at files holds up everything else, in ms. */
const SLICE_MS = 10;
/** Objects given at a time. */
const PAGE = 5_000;
/** Names that the system is asked for at a time: all of a million at once would take hundreds of megabytes. */
const NAMES_AT_ONCE = 1_024;

/**
 * Every object below a folder, in no order. The folder is read once, and its files are looked at without a call back for
 * each: 100,000 in half a second, where pages in order read the folder again for each page.
 */
export function allObjects(root: string, prefix: string): AsyncGenerator<ListedObject[]> {
  return objectsBelow(root, prefix, { begun: performance.now() });
}

/** `slice` is since when nothing else had a turn, in the folders above too. */
async function* objectsBelow(
  root: string,
  prefix: string,
  slice: { begun: number },
): AsyncGenerator<ListedObject[]> {
  let page: ListedObject[] = [];
  for (const entry of entriesOf(join(root, prefix))) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) yield* objectsBelow(root, `${prefix}${entry.name}/`, slice);
    else if (entry.isFile()) {
      const stats = statSync(join(root, prefix, entry.name), { throwIfNoEntry: false });
      const key = prefix + entry.name.replace(/\.br$/, '');
      if (stats) page.push({ key, size: stats.size, modified: stats.mtimeMs });
    }
    if (page.length >= PAGE) {
      yield page;
      page = [];
    }
    if (performance.now() - slice.begun < SLICE_MS) continue;
    await nextTurn();
    slice.begun = performance.now();
  }
  if (page.length > 0) yield page;
}

function* entriesOf(path: string) {
  const folder = opened(path);
  try {
    for (let entry = folder?.readSync(); entry; entry = folder?.readSync()) yield entry;
  } finally {
    folder?.closeSync();
  }
}

function opened(path: string): Dir | undefined {
  try {
    return opendirSync(path, { bufferSize: NAMES_AT_ONCE });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
