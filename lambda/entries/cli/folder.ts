import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the server listens unless told otherwise; the links that it hands out name it, so it stays the same. */
export const DEFAULT_PORT = 8042;

/** The library's folder: the flag, else STILLPAGE_FOLDER, else `Stillpage` in the person's home. */
export function libraryFolder(flag: string | undefined): string {
  return resolve(flag || process.env.STILLPAGE_FOLDER || join(homedir(), 'Stillpage'));
}
