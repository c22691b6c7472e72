import { randomBytes } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from './make-folder.ts';
import { ownIdentity, processIdentitySchema, stateOf } from './process-identity.ts';
import { systemCode } from './storage-failure.ts';

/** Age at which a lock of a process that cannot be asked is taken for left behind, in ms: a hold lasts one fsync. */
const ABANDONED_AFTER_MS = 15_000;
const WAIT_MIN_MS = 1;
const WAIT_MAX_MS = 20;

/**
 * Runs work while no other process that uses the same lock file does. The file names its holder, so that a
 * lock left by `kill -9` is taken over at once.
 */
export async function withFileLock<T>(folder: string, name: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(folder);
  const path = join(folder, `${name}.lock`);
  const mine = join(folder, `${name}.${process.pid}.${randomBytes(6).toString('hex')}`);
  await writeFile(mine, JSON.stringify(await ownIdentity()));
  try {
    await acquire(path, mine);
  } finally {
    await unlink(mine).catch(ignore);
  }
  try {
    return await work();
  } finally {
    await unlink(path).catch(ignore);
  }
}

async function acquire(path: string, mine: string): Promise<void> {
  for (let wait = WAIT_MIN_MS; ; wait = Math.min(wait * 2, WAIT_MAX_MS)) {
    if (await linked(mine, path)) return;
    if (await isAbandoned(path)) await removeAbandoned(path, mine);
    else await sleep(wait * (0.5 + Math.random()));
  }
}

/** Only one process at a time removes an abandoned lock, and looks again first: else it could remove the next holder's. */
async function removeAbandoned(path: string, mine: string): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await linked(mine, guard))) {
    if (await isOld(guard)) await unlink(guard).catch(ignore);
    await sleep(WAIT_MAX_MS);
    return;
  }
  try {
    if (await isAbandoned(path)) await unlink(path).catch(ignore);
  } finally {
    await unlink(guard).catch(ignore);
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const holder = processIdentitySchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const state = await stateOf(holder);
    return state === 'gone' || (state === 'unknown' && (await isOld(path)));
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? false : await isOld(path);
  }
}

async function isOld(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > ABANDONED_AFTER_MS;
  } catch {
    return false;
  }
}

/** True when the name was free and is now this file's. */
async function linked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function ignore(): void {}
