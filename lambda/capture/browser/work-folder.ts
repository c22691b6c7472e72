import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Name of the file in a browser's folder that holds the process group of that browser. */
export const GROUP_FILE = 'group';
/** How often wiping is tried again while ended processes still let go of their files. */
const WIPE_RETRIES = 10;

/** The folder that browsers' own folders are made in; one for each user, so that rights never collide. */
export function defaultWorkFolder(): string {
  return join(tmpdir(), `stillpage-${process.getuid?.() ?? 'user'}`);
}

/** A fresh folder for one browser: profile, temporary files and home; its name tells which process owns it. */
export async function makeBrowserFolder(workFolder: string): Promise<string> {
  const folder = join(workFolder, `${process.pid}-${bornAt(process.pid)}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Notes which process group runs in the folder, for whoever must clean up after a `kill -9`. The shell that becomes the
 * browser has noted the bare number before: whoever is killed while a browser starts never comes to this.
 */
export async function noteGroup(folder: string, group: number): Promise<void> {
  await writeFile(join(folder, GROUP_FILE), `${group} ${bornAt(group)}`);
}

export async function wipe(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: WIPE_RETRIES, retryDelay: 50 }).catch(
    () => {},
  );
}

/** Ends browsers and wipes folders whose owner is gone. Folders of living processes are left alone. */
export async function wipeLeftovers(workFolder: string): Promise<void> {
  const names = await readdir(workFolder).catch(() => []);
  for (const name of names) {
    const [, pid, born] = /^(\d+)-(\d+)-[0-9a-f]{12}$/.exec(name) ?? [];
    if (pid === undefined || born === undefined || isSame(Number(pid), born)) continue;
    const folder = join(workFolder, name);
    const noted = await readFile(join(folder, GROUP_FILE), 'utf8').catch(() => '');
    const [group, groupBorn] = noted.trim().split(' ');
    const isOurs = groupBorn ? isSame(Number(group), groupBorn) : await worksIn(Number(group), folder);
    if (group && isOurs) killGroup(Number(group));
    await wipe(folder);
  }
}

/** SIGKILL to every process of a group; one that is gone is no error. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {}
}

/** A process is the same when it lives and was started at the same time: numbers are used again. */
function isSame(pid: number, born: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return String(bornAt(pid)) === born;
}

/** Whether a process stands in this folder; false where /proc does not tell. */
async function worksIn(pid: number, folder: string): Promise<boolean> {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === (await realpath(folder));
  } catch {
    return false;
  }
}

/** Start time of a process in clock ticks since boot; 0 where /proc does not tell. */
function bornAt(pid: number): number {
  try {
    // The command name in brackets may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[19] ?? 0);
  } catch {
    return 0;
  }
}
