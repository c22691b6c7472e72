import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath } from '@stillpage/lambda/setup/cache-folder.ts';

/** Longest for one collection to come, in milliseconds: the largest is some 200 MB. */
const FETCH_TIMEOUT_MS = 900_000;

/** Pages that others made and published, at one commit, so that everybody measures the same. */
export type Collection = {
  readonly name: string;
  readonly repository: string;
  readonly commit: string;
  /** Parts of the paths of its pages; all when absent. */
  readonly only?: readonly string[];
};

/** Of pages alone: of pictures served as pages single-file-cli makes nothing, and waits a minute for each. */
const PAGES = ['.html'];

export const COLLECTIONS: readonly Collection[] = [
  {
    name: 'chrome-samples',
    repository: 'https://github.com/GoogleChrome/samples.git',
    commit: '552bfcba899e237b00052312e1c7456702566426',
    only: PAGES,
  },
  {
    name: 'mdn-dom',
    repository: 'https://github.com/mdn/dom-examples.git',
    commit: '6aaab9c50896ad161853296c6f704f8b900c4aac',
    only: PAGES,
  },
  {
    name: 'mdn-css',
    repository: 'https://github.com/mdn/css-examples.git',
    commit: '24f806373566e7c34f3aa7bf55bd097a6fff00d8',
    only: PAGES,
  },
  {
    name: 'aria-practices',
    repository: 'https://github.com/w3c/aria-practices.git',
    commit: '18c1a2fca626f7aeb33270e23ae9b18833e2164d',
    only: ['content/patterns/'],
  },
  {
    name: 'speedometer',
    repository: 'https://github.com/WebKit/Speedometer.git',
    commit: '67117c18d2ddf5297165d3b04193a47ef6bfb11a',
    only: PAGES,
  },
];

/** The folder of a collection, fetched with git the first time into the cache; throws in words when that fails. */
export async function fetchCollection({ name, repository, commit }: Collection): Promise<string> {
  const folder = cachePath(`collection-${name}-${commit.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  await mkdir(making, { recursive: true });
  try {
    git(making, 'init', '--quiet');
    git(making, 'fetch', '--quiet', '--depth', '1', repository, commit);
    git(making, 'checkout', '--quiet', 'FETCH_HEAD');
    await rm(join(making, '.git'), { recursive: true });
    await rename(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  const done = spawnSync('git', args, { cwd: folder, timeout: FETCH_TIMEOUT_MS, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`git ${args[0]}: ${done.stderr.trim() || done.error?.message}`);
}
