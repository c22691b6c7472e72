import { resolve } from 'node:path';
import { failure } from '@stillpage/shared/errors.ts';
import { writeArchive } from '../../library/export/archive.ts';
import type { ExportFlags } from './export-command.ts';
import { libraryFolder } from './folder.ts';
import { openForReading } from './open-records.ts';
import { counter, say, sayFailure } from './terminal.ts';

/** `stillpage export --archive FOLDER`: the library as files that need no program. */
export async function exportArchive(
  flags: ExportFlags & { readonly archive: string },
  signal: AbortSignal,
): Promise<void> {
  const opened = await openForReading(libraryFolder(flags.folder));
  if (!opened.ok) return sayFailure(flags, opened.error);
  const out = resolve(flags.archive);
  const progress = counter(flags, 'links');
  try {
    const options = { tags: flags.tag, signal, onProgress: progress.show };
    const written = await writeArchive(opened.value, out, options);
    progress.end();
    if (!written.ok) return sayFailure(flags, written.error);
    const { links, files, missing } = written.value;
    for (const key of missing) if (!flags.json) process.stderr.write(`  ${key} could not be read.\n`);
    say(flags, `${links} links and ${files} files: ${out}/index.html`, written.value);
  } catch (error) {
    if (signal.aborted) throw error;
    sayFailure(flags, failure('storage-unavailable', `${out}: ${(error as Error).message}`));
  }
}
