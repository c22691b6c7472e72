import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { importFile } from '@stillpage/shared/file-client.ts';
import { IMPORT_FORMATS, type ImportFormat, type ImportReport } from '@stillpage/shared/schemas/import.ts';
import { openBackend } from './backend.ts';
import { parseAllowedNetworks } from './capture.ts';
import { libraryFolder } from './folder.ts';
import { openImportFile } from './import-file.ts';
import { counter, printable, say, sayFailure, type Voice } from './terminal.ts';

export type ImportFlags = Voice & {
  readonly folder?: string;
  readonly format?: string;
  readonly tag: readonly string[];
  readonly folders: boolean;
  readonly capture?: boolean;
  readonly allowNetwork: readonly string[];
};

/** Things left out that are printed one by one; `--json` has up to a thousand. */
const LEFT_OUT_PRINTED = 20;

/** `stillpage import FILE`: bookmarks of any kind into the library; `-` is standard input. */
export async function importBookmarks(path: string, flags: ImportFlags, signal: AbortSignal): Promise<void> {
  const format = parseFormat(flags.format);
  if (!format.ok) return sayFailure(flags, format.error);
  const networks = parseAllowedNetworks(flags.allowNetwork);
  if (!networks.ok) return sayFailure(flags, networks.error);
  const file = await openImportFile(path);
  if (!file.ok) return sayFailure(flags, file.error);
  const log = flags.json ? () => {} : (line: string) => process.stderr.write(`  ${line}\n`);
  const backend = await openBackend(libraryFolder(flags.folder), {
    ...(flags.capture ? { captures: { allowNetwork: networks.value } } : {}),
    signal,
    log,
  });
  if (!backend.ok) return sayFailure(flags, backend.error);
  const progress = counter(flags, 'bookmarks');
  try {
    const imported = await importFile(
      backend.value.serving,
      file.value,
      {
        ...(format.value ? { format: format.value } : {}),
        tag: flags.tag,
        folders: flags.folders ? 'tags' : 'ignore',
        capture: flags.capture ?? false,
      },
      { signal, onProgress: progress.show },
    );
    progress.end();
    signal.throwIfAborted();
    if (!imported.ok) return sayFailure(flags, imported.error);
    say(flags, reportText(imported.value), imported.value);
  } finally {
    await backend.value.close();
  }
}

function parseFormat(text: string | undefined): Result<ImportFormat | undefined> {
  const format = IMPORT_FORMATS.find((each) => each === text);
  return text === undefined || format
    ? ok(format)
    : fail('invalid-request', `--format is one of ${IMPORT_FORMATS.join(', ')}.`);
}

function reportText(report: ImportReport): string {
  const { format, read, added, merged, unchanged, queued, leftOut } = report;
  const counts = `${read} entries read as ${format}: ${added} new, ${merged} added to, ${unchanged} there already, ${leftOut.count} left out.`;
  const named = leftOut.named
    .slice(0, LEFT_OUT_PRINTED)
    .map(({ what, message }) => `  left out: ${printable(what)}: ${printable(message)}`);
  const more = leftOut.count - named.length;
  return [
    ...named,
    ...(more > 0 ? [`  and ${more} more (--json names them)`] : []),
    counts,
    ...(queued > 0 ? [`${queued} pages wait to be captured by the server.`] : []),
  ].join('\n');
}
