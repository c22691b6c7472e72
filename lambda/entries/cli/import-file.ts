import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { blob } from 'node:stream/consumers';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { IMPORT_MAX_BYTES } from '@stillpage/shared/schemas/import.ts';

const BYTES_PER_MB = 1024 * 1024;

/**
 * A file of bookmarks to be sent, `-` is standard input: `not-found` when it cannot be read, `invalid-request` for a
 * folder, `too-large` with what to do about it before anything is sent.
 */
export async function openImportFile(path: string): Promise<Result<Blob>> {
  try {
    const isFolder = path !== '-' && (await stat(path)).isDirectory();
    if (isFolder) return fail('invalid-request', `${path} is a folder: name a file in it.`);
    const file = (path === '-' ? await blob(process.stdin) : await openAsBlob(path)) as Blob;
    if (file.size <= IMPORT_MAX_BYTES) return ok(file);
  } catch {
    return fail('not-found', `${path} cannot be read.`);
  }
  return fail(
    'too-large',
    `${path} has more than the ${IMPORT_MAX_BYTES / BYTES_PER_MB} MB that are imported at once: split it between two bookmarks and import the parts one after the other; what is there already is not doubled.`,
  );
}
