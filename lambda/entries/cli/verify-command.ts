import { ERROR_TABLE, type Result } from '@stillpage/shared/errors.ts';
import { openFolderLibrary } from '../../library/folder-library.ts';
import { openRecords, type Records } from '../../library/records.ts';
import { PROBLEMS } from '../../library/verify/finding.ts';
import { type Verified, verifyLibrary } from '../../library/verify/verify.ts';
import type { Store } from '../../store/store.ts';
import { DEFAULT_PORT, libraryFolder } from './folder.ts';
import { openForReading } from './open-records.ts';
import { byteText, counter, say, sayFailure, type Voice } from './terminal.ts';

export type VerifyFlags = Voice & { readonly folder?: string; readonly repair?: boolean };

/**
 * `stillpage verify`: reads every record and every file. Beside a running server it only looks; `--repair` needs the
 * folder for itself, and builds the index anew when it changed anything. Exits with `storage-unavailable` when
 * something is left that is wrong.
 */
export async function verify(flags: VerifyFlags, signal: AbortSignal): Promise<void> {
  const folder = libraryFolder(flags.folder);
  const opened = await openForReading(folder);
  if (!opened.ok) return sayFailure(flags, opened.error);
  const verified = flags.repair
    ? await repairFolder(folder, flags, signal)
    : await run(opened.value, false, flags, signal);
  if (!verified.ok) return sayFailure(flags, verified.error);
  const { links, snapshots, files, bytes, findings } = verified.value;
  const lines = findings.map(
    ({ key, problem, repaired }) => `${key} ${PROBLEMS[problem]}${repaired ? ': repaired' : ''}`,
  );
  const left = findings.filter(({ repaired }) => !repaired).length;
  const summary = `${links} links, ${snapshots} snapshots, ${files} files, ${byteText(bytes)}: ${
    findings.length === 0 ? 'all sound' : `${findings.length - left} repaired, ${left} left`
  }`;
  say(flags, [...lines, summary].join('\n'), verified.value);
  if (left > 0) process.exitCode = ERROR_TABLE['storage-unavailable'].exit;
}

async function repairFolder(
  folder: string,
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<Result<Verified>> {
  const opened = await openFolderLibrary({ folder, base: () => `http://127.0.0.1:${DEFAULT_PORT}` });
  if (!opened.ok) return opened;
  const { store, library, close } = opened.value;
  try {
    const verified = await run({ store, records: openRecords(store, () => undefined) }, true, flags, signal);
    if (!verified.ok || !verified.value.findings.some(({ repaired }) => repaired)) return verified;
    const indexed = await library.reindex();
    return indexed.ok ? verified : indexed;
  } finally {
    await close();
  }
}

async function run(
  library: { readonly store: Store; readonly records: Records },
  repair: boolean,
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<Result<Verified>> {
  const progress = counter(flags, 'snapshots');
  const verified = await verifyLibrary(library, { repair, signal, onProgress: progress.show });
  progress.end();
  return verified;
}
