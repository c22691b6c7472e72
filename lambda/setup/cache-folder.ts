import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECKOUT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Where unpacked things live: beside the packages they come from, else in the user's cache, else under the
 * temporary folder. Every one of them can be deleted at any time.
 */
function places(): string[] {
  return [
    join(CHECKOUT, 'node_modules', '.cache', 'stillpage'),
    join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stillpage'),
    join(tmpdir(), `stillpage-cache-${process.getuid?.() ?? 'user'}`),
  ];
}

/** The path of a cached thing: where it is already, writable or not, else where it can be made. */
export function cachePath(name: string): string {
  for (const place of places()) if (existsSync(join(place, name))) return join(place, name);
  for (const place of places()) {
    try {
      mkdirSync(place, { recursive: true });
      accessSync(place, constants.W_OK);
      return join(place, name);
    } catch {}
  }
  throw new Error(`None of these folders can be written: ${places().join(', ')}`);
}
