import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binOf } from './child.mjs';
import { childEnvironment } from './node.mjs';
import { inRoot } from './root.mjs';

/** The browsers the extension is built for, by vite mode. */
export const TARGETS = ['chromium', 'firefox'];
const SOURCES = ['extension', 'shared', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** Builds the extension for each target that is missing or older than its sources. Resolves to what went wrong, or undefined. */
export async function ensureExtension() {
  const newest = Math.max(...SOURCES.map((source) => newestChange(inRoot(source))));
  const stale = TARGETS.filter((target) => {
    const stamp = stampOf(target);
    return !existsSync(stamp) || statSync(stamp).mtimeMs < newest;
  });
  for (const target of stale) {
    const problem = await build(target);
    if (problem) return problem;
    writeFileSync(stampOf(target), '');
    utimesSync(stampOf(target), new Date(), new Date(Math.ceil(newest)));
  }
  return undefined;
}

/** The folder a browser loads for a target. */
export function extensionFolder(target) {
  return inRoot('dist', target);
}

const stampOf = (target) => inRoot('dist', `.${target}-built`);

function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    stat.mtimeMs,
    ...readdirSync(path)
      .filter((name) => name !== 'node_modules')
      .map((name) => newestChange(join(path, name))),
  );
}

function build(target) {
  return new Promise((resolve) => {
    const child = spawn(binOf('vite'), ['build', '--mode', target, '--logLevel', 'warn'], {
      cwd: inRoot(),
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) =>
      resolve(code === 0 ? undefined : `The extension for ${target} did not build:\n${output}`),
    );
  });
}
