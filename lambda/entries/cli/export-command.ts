import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failure } from '@stillpage/shared/errors.ts';
import { exportFile } from '@stillpage/shared/file-client.ts';
import { EXPORT_FORMATS } from '@stillpage/shared/schemas/import.ts';
import { openBackend } from './backend.ts';
import { libraryFolder } from './folder.ts';
import { say, sayFailure, type Voice } from './terminal.ts';

export type ExportFlags = Voice & {
  readonly folder?: string;
  readonly format: string;
  readonly tag: readonly string[];
  readonly out?: string;
  readonly archive?: string;
};

/** `stillpage export`: every link as one file, to standard output or `--out`; with `--archive`, a folder of stills. */
export async function exportLibrary(flags: ExportFlags, signal: AbortSignal): Promise<void> {
  if (flags.archive !== undefined) {
    const { exportArchive } = await import('./archive-command.ts');
    return await exportArchive({ ...flags, archive: flags.archive }, signal);
  }
  const format = EXPORT_FORMATS.find((each) => each === flags.format);
  if (!format)
    return sayFailure(flags, failure('invalid-request', `--format is one of ${EXPORT_FORMATS.join(', ')}.`));
  if (flags.json && flags.out === undefined)
    return sayFailure(
      flags,
      failure('invalid-request', '--json needs --out: the links themselves go there.'),
    );
  const backend = await openBackend(libraryFolder(flags.folder), { signal, log: () => undefined });
  if (!backend.ok) return sayFailure(flags, backend.error);
  try {
    const file = await exportFile(backend.value.serving, { format, tag: flags.tag }, signal);
    if (!file.ok) return sayFailure(flags, file.error);
    const body = Readable.fromWeb(file.value as Parameters<typeof Readable.fromWeb>[0]);
    if (flags.out === undefined) await pipeline(body, process.stdout, { end: false });
    else {
      await writeWhole(body, flags.out, signal);
      say(flags, flags.out, { file: flags.out, format });
    }
  } catch (error) {
    if (signal.aborted) throw error;
    sayFailure(flags, failure('storage-unavailable', `The export broke off: ${(error as Error).message}`));
  } finally {
    await backend.value.close();
  }
}

/** A file that is there is whole: it is written beside its place and moved. */
async function writeWhole(body: Readable, path: string, signal: AbortSignal): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(body, createWriteStream(part), { signal });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
