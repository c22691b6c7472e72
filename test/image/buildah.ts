import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where images, and what they are built from, are kept between runs. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stillpage', 'image');

/** Longest one build may take, in ms; under emulation of another architecture it takes several times what it takes here. */
export const BUILD_TIMEOUT_MS = 5_400_000;

/** Runs buildah on a storage of its own and answers with what it printed; throws with its last lines. */
export function buildah(...args: readonly string[]): string {
  const run = spawnSync(
    'buildah',
    [
      '--root',
      join(CACHE, 'storage'),
      '--runroot',
      join(CACHE, 'run'),
      '--storage-driver',
      'overlay',
      ...args,
    ],
    { encoding: 'utf8', timeout: BUILD_TIMEOUT_MS, maxBuffer: 1 << 28 },
  );
  if (run.status !== 0)
    throw new Error(`buildah ${args[0]} failed:\n${`${run.stdout}\n${run.stderr}`.slice(-4000)}`);
  return run.stdout.trim();
}

/** Whether an image of this name is in the storage. */
export function hasImage(image: string): boolean {
  return (JSON.parse(buildah('images', '--json') || '[]') ?? []).some(({ names }: { names?: string[] }) =>
    names?.includes(image),
  );
}
