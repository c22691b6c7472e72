// A thread of folder-batch.ts: makes the files of one batch after the other.
import { closeSync, fsyncSync, linkSync, lstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { systemCode } from './storage-failure.ts';

/** Files to make: `temporary` is a name, free in the whole folder, that they are written under first. */
export type BatchTask = {
  readonly temporary: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
};
/** Undefined for a file that was made; else what the system said, `EEXIST` where there was one. */
export type BatchOutcome = string | undefined;

parentPort?.on('message', ({ temporary, files }: BatchTask) => {
  parentPort?.postMessage(files.map(({ path, bytes }) => makeFile(temporary, path, bytes)));
});

/**
 * Makes a file, whole or not at all, where there is none: its bytes are on the disk when it returns. The entry of its
 * folder is the caller's to make durable.
 */
function makeFile(temporary: string, path: string, bytes: Uint8Array): BatchOutcome {
  // Asked first, since a file that was imported before costs nothing then.
  if (lstatSync(path, { throwIfNoEntry: false })) return 'EEXIST';
  try {
    writeDurably(temporary, bytes);
    linkSync(temporary, path);
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    removeIfThere(temporary);
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What has its name by now is made, whatever becomes of the one it was written under. */
function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    codeOf(error);
  }
}

/** What is no system's error is a bug: it ends the thread, and whoever waits is told. */
function codeOf(error: unknown): string {
  const code = systemCode(error);
  if (code === undefined) throw error;
  return code;
}
