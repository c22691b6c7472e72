import { stat } from 'node:fs/promises';
import { ERROR_TABLE, failure, type Result } from '@stillpage/shared/errors.ts';
import { openFolderLibrary } from '../../library/folder-library.ts';
import { openRecords } from '../../library/records.ts';
import { PROBLEMS } from '../../library/verify/finding.ts';
import { type Verified, verifyLibrary } from '../../library/verify/verify.ts';
import { openFolderStore } from '../../store/folder-store.ts';
import type { Store } from '../../store/store.ts';
import { DEFAULT_PORT, libraryFolder } from './folder.ts';
import { byteText, say, sayFailure, type Voice } from './terminal.ts';

export type VerifyFlags = Voice & { readonly folder?: string; readonly repair?: boolean };

/** Least time between two lines of progress, in milliseconds. */
const PROGRESS_EVERY_MS = 5_000;

/**
 * `stillpage verify`: reads every record and every file. Beside a running server it only looks; `--repair` needs the
 * folder for itself, and builds the index anew when it changed anything. Exits with `storage-unavailable` when
 * something is left that is wrong.
 */
export async function verify(flags: VerifyFlags, signal: AbortSignal): Promise<void> {
  const folder = libraryFolder(flags.folder);
  const known = await stat(folder).catch(() => undefined);
  if (!known?.isDirectory())
    return sayFailure(flags, failure('not-found', `There is no library in ${folder}.`));
  const verified = flags.repair
    ? await repairFolder(folder, flags, signal)
    : await lookAtFolder(folder, flags, signal);
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

async function lookAtFolder(
  folder: string,
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<Result<Verified>> {
  const store = await openFolderStore(folder);
  return store.ok ? await run(store.value, false, flags, signal) : store;
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
    const verified = await run(store, true, flags, signal);
    if (!verified.ok || !verified.value.findings.some(({ repaired }) => repaired)) return verified;
    const indexed = await library.reindex();
    return indexed.ok ? verified : indexed;
  } finally {
    await close();
  }
}

async function run(
  store: Store,
  repair: boolean,
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<Result<Verified>> {
  let told = Date.now();
  const onProgress = (snapshots: number) => {
    if (flags.json || Date.now() - told < PROGRESS_EVERY_MS) return;
    told = Date.now();
    process.stderr.write(`  ${snapshots} snapshots\n`);
  };
  const records = openRecords(store, () => undefined);
  return await verifyLibrary({ store, records }, { repair, signal, onProgress });
}
