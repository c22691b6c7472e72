import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Memory that only this process group holds, in bytes: anonymous and shared-memory pages, without the program's
 * own file pages, which every Chromium on the machine shares; and how many processes it has.
 */
export async function measureGroup(group: number): Promise<{ bytes: number; processes: number }> {
  if (process.platform !== 'linux') return residentOfGroup(group);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const sizes = await Promise.all(pids.map((pid) => memoryIfMember(pid, group)));
  const members = sizes.filter((size) => size !== undefined);
  return { bytes: members.reduce((sum, size) => sum + size, 0), processes: members.length };
}

/** True while a process of the group still runs; one that only waits to be reaped does not count. Linux only, elsewhere false. */
export async function isGroupAlive(group: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const alive = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
      const [state, , member] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
      return Number(member) === group && state !== 'Z' && state !== 'X';
    }),
  );
  return alive.includes(true);
}

async function memoryIfMember(pid: string, group: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    if (Number(fields[2]) !== group) return undefined;
    const status = await readFile(`/proc/${pid}/status`, 'latin1');
    let kilobytes = 0;
    for (const [, size] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB/gm)) kilobytes += Number(size);
    return kilobytes * 1024;
  } catch {
    return undefined; // It ended while we looked.
  }
}

async function residentOfGroup(group: number): Promise<{ bytes: number; processes: number }> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-g', String(group)]);
    const sizes = stdout.split('\n').flatMap((line) => Number(line.trim()) || []);
    return { bytes: sizes.reduce((sum, size) => sum + size * 1024, 0), processes: sizes.length };
  } catch {
    return { bytes: 0, processes: 0 };
  }
}
