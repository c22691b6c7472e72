import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ensureEngine } from './engine.mjs';
import { inRoot } from './root.mjs';

const STAMP = inRoot('node_modules', '.stillpage-lock');
/** Held while packages are installed: two installers in one tree would delete each other's files. */
const LOCK = inRoot('.stillpage-installing');
const LOCK_POLL_MS = 500;

/** Installs the locked packages when they are missing or the lock file has changed; a second call costs a file read. */
export function ensurePackages() {
  const wanted = lockHash();
  if (isInstalled(wanted)) return;
  holdLock();
  try {
    if (isInstalled(wanted)) return;
    process.stderr.write('Installing packages (once, about a minute) …\n');
    const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: inRoot(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (npm.status !== 0) {
      process.stderr.write('npm ci failed; its output above says why.\n');
      rmSync(LOCK, { force: true });
      process.exit(1);
    }
    const problem = ensureEngine();
    if (problem) process.stderr.write(`${problem}\n`);
    writeFileSync(STAMP, wanted);
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
}

function isInstalled(wanted) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

/** Waits until no other installer runs; the lock of one that was killed is taken over. */
function holdLock() {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHolderAlive()) rmSync(LOCK, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL_MS);
  }
}

function isHolderAlive() {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
