import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Path of the web font behind `/fonts/web.woff2` and `/fonts/second.woff2` (SIL Open Font License), or nothing. */
export function fontFile(pathname: string): string | undefined {
  const file = {
    '/fonts/web.woff2': 'pacifico-latin-400-normal.woff2',
    '/fonts/second.woff2': 'pacifico-cyrillic-400-normal.woff2',
  }[pathname];
  if (!file) return undefined;
  const folder = dirname(createRequire(import.meta.url).resolve('@fontsource/pacifico/package.json'));
  return join(folder, 'files', file);
}
