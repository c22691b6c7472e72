import { openFolderLibrary } from '../../library/folder-library.ts';
import { DEFAULT_PORT, libraryFolder } from './folder.ts';
import { say, sayFailure, type Voice } from './terminal.ts';

/**
 * `stillpage reindex`: builds the search index anew from the records, while no server runs on the folder. Ended in the
 * middle, it goes on from there the next time.
 */
export async function reindex(
  flags: Voice & { readonly folder?: string },
  signal: AbortSignal,
): Promise<void> {
  const log = flags.json ? () => {} : (line: string) => process.stderr.write(`  ${line}\n`);
  const opened = await openFolderLibrary({
    folder: libraryFolder(flags.folder),
    base: () => `http://127.0.0.1:${DEFAULT_PORT}`,
    log,
  });
  if (!opened.ok) return sayFailure(flags, opened.error);
  signal.addEventListener('abort', () => void opened.value.close());
  try {
    const links = await opened.value.library.reindex();
    signal.throwIfAborted();
    if (!links.ok) return sayFailure(flags, links.error);
    say(flags, `${links.value} links indexed.`, { links: links.value });
  } finally {
    await opened.value.close();
  }
}
