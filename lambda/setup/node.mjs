// Plain JavaScript: this runs before anything is installed, under whatever Node started npm.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from './root.mjs';

/** The first Node that runs TypeScript files by itself and that every package of ours supports. */
const NODE_MAJOR = 24;

/** The path of a Node of at least 24: this one, else the one that npm installed for this platform. Throws with what to install. */
export function modernNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  for (const name of [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ]) {
    const path = inRoot('node_modules', name, 'bin', 'node');
    if (existsSync(path)) return path;
  }
  throw new Error(
    `Stillpage needs Node ${NODE_MAJOR} and npm carries none for ${process.platform} ${process.arch}: install it from nodejs.org and run this again.`,
  );
}

/**
 * For the program itself: one memory arena in place of eight a core, since the search engine's threads else keep a
 * hundred megabytes that they no longer use.
 */
export const PROGRAM_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

/** For the program itself: 2 MB for young objects in place of 16, of which a server that waits keeps half. */
export const PROGRAM_FLAGS = ['--max-semi-space-size=2'];

/** The environment for a child: the modern Node and the tree's own commands first on the PATH. */
export function childEnvironment() {
  return {
    ...process.env,
    PATH: `${dirname(modernNode())}:${inRoot('node_modules', '.bin')}:${process.env.PATH ?? ''}`,
  };
}
