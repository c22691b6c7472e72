import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CatalogLocation, type Generation, isRemote, optimizeGeneration } from './lance.ts';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('optimize-process.ts', import.meta.url));
/** Longest merging of an index, in ms: less than what is looked through again after a kill, since nothing is written meanwhile. */
const TIMEOUT_MS = 8 * 60_000;

/**
 * Merges the small pieces of an index. A local one in a process of its own: it takes half a gigabyte for some seconds,
 * which a process keeps once it had it. Resolves to false when it took too long; throws when it failed.
 */
export async function optimizeApart(
  generation: Generation,
  location: CatalogLocation,
  signal: AbortSignal,
): Promise<boolean> {
  if (isRemote(location)) {
    await optimizeGeneration(generation);
    return true;
  }
  try {
    await run(process.execPath, [SCRIPT, location.uri, generation.name], { timeout: TIMEOUT_MS, signal });
  } catch (error) {
    if ((error as { killed?: boolean }).killed && !signal.aborted) return false;
    throw error;
  }
  await generation.table.checkoutLatest();
  return true;
}
