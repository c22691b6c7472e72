// The thread of folder-batch.ts: makes the files of one batch after the other.
import { closeSync, fsync, linkSync, lstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { systemCode } from './storage-failure.ts';

/** Files to make: `temporary` is the beginning of the names they are written under first. */
export type BatchTask = {
  readonly temporary: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
};
/** Undefined for a file that was made; else what the system said, `EEXIST` where there was one. */
export type BatchOutcome = string | undefined;

/** Files made durable at once: one thread of the process's four stays free for everybody else. */
const SYNCS_AT_ONCE = 3;

const sync = promisify(fsync);

/**
 * Makes files whose bytes are on the disk when it resolves, each whole or not at all, and only where there is none.
 * What waits for the disk is done side by side; the rest by plain calls, of which each costs a tenth of one that is
 * waited for. The entries of their folders are the caller's to make durable.
 */
async function makeFiles({ temporary, files }: BatchTask): Promise<BatchOutcome[]> {
  const outcomes: BatchOutcome[] = files.map(({ path }) =>
    lstatSync(path, { throwIfNoEntry: false }) ? 'EEXIST' : undefined,
  );
  const attempt = (index: number, step: () => void) => {
    try {
      step();
    } catch (error) {
      outcomes[index] = codeOf(error);
    }
  };
  const open = new Map<number, number>();
  const nameOf = (index: number) => `${temporary}-${index}.part`;
  try {
    for (const [index, { bytes }] of files.entries())
      if (outcomes[index] === undefined)
        attempt(index, () => {
          const file = openSync(nameOf(index), 'wx', 0o600);
          open.set(index, file);
          writeWhole(file, bytes);
        });
    const written = [...open].filter(([index]) => outcomes[index] === undefined);
    await Promise.all(
      Array.from({ length: SYNCS_AT_ONCE }, async () => {
        for (let next = written.pop(); next; next = written.pop()) {
          const [index, file] = next;
          await sync(file).catch((error: unknown) => (outcomes[index] = codeOf(error)));
        }
      }),
    );
    for (const index of open.keys())
      if (outcomes[index] === undefined)
        attempt(index, () => linkSync(nameOf(index), files[index]?.path ?? ''));
  } finally {
    // What has its name by now is made, whatever becomes of the other one.
    for (const [index, file] of open) {
      ignored(() => closeSync(file));
      ignored(() => unlinkSync(nameOf(index)));
    }
  }
  return outcomes;
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
}

function ignored(step: () => void): void {
  try {
    step();
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

let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (task: BatchTask) => {
  last = last.then(async () => parentPort?.postMessage(await makeFiles(task)));
});
