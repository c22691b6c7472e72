import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Most that one capture's browser may write, in bytes: its cache holds what came over the network, pages add databases. */
export const BROWSER_DISK_MAX_BYTES = 300_000_000;
/** How often the folder is measured, in milliseconds: a script writes some 100 MB in a second. */
const MEASURE_INTERVAL_MS = 400;

/** Tells once when a browser's folder holds more than `maxBytes`; the function it gives ends the watch. */
export function watchDisk(
  folder: string,
  onTooMuch: () => void,
  maxBytes = BROWSER_DISK_MAX_BYTES,
): () => void {
  let stopped = false;
  const measure = async () => {
    const bytes = await bytesIn(folder);
    if (stopped) return;
    if (bytes > maxBytes) {
      stopped = true;
      onTooMuch();
      return;
    }
    timer = setTimeout(measure, MEASURE_INTERVAL_MS);
    timer.unref();
  };
  let timer = setTimeout(measure, MEASURE_INTERVAL_MS);
  timer.unref();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Bytes on the disk of all files under a folder; what goes meanwhile counts nothing. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const found = await stat(join(parentPath, name)).catch(() => undefined);
        return found ? found.blocks * 512 : 0;
      }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
