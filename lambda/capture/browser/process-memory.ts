import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** The processes of one group, looked at again and again. */
export type GroupWatch = {
  /**
   * Memory that only this group holds, in bytes: anonymous and shared-memory pages, without the program's own file
   * pages, which every Chromium on the machine shares; and how many processes it has.
   */
  measure(): Promise<{ readonly bytes: number; readonly processes: number }>;
  /** True while one of them still runs; one that only waits to be reaped does not count. Linux only, elsewhere false. */
  isAlive(): boolean;
};

/**
 * Follows a process group. Who was seen to be a stranger is not read again: a machine with hundreds of processes would
 * otherwise cost each capture a third of a second of processor time. What /proc tells is in memory, so it is read at
 * once; going through the thread pool takes ten times as long.
 */
export function watchGroup(group: number): GroupWatch {
  let strangers = new Set<string>();
  const members = (): string[] => {
    const known = strangers;
    strangers = new Set();
    return readdirSync('/proc').filter((name) => {
      if (!/^\d+$/.test(name)) return false;
      if (!known.has(name) && statOf(name)?.group === group) return true;
      strangers.add(name);
      return false;
    });
  };
  return {
    async measure() {
      if (process.platform !== 'linux') return await residentOfGroup(group);
      const sizes = members().map(memoryOf);
      return { bytes: sizes.reduce((sum, size) => sum + size, 0), processes: sizes.length };
    },
    isAlive() {
      if (process.platform !== 'linux' || !hasProcesses(group)) return false;
      return members().some((pid) => !/^[ZX]$/.test(statOf(pid)?.state ?? 'X'));
    },
  };
}

function statOf(pid: string): { readonly state: string; readonly group: number } | undefined {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The command name in brackets may hold spaces.
  const [state, , group] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  return state === undefined || group === undefined ? undefined : { state, group: Number(group) };
}

function memoryOf(pid: string): number {
  let kilobytes = 0;
  for (const [, size] of readOrEmpty(`/proc/${pid}/status`).matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB/gm))
    kilobytes += Number(size);
  return kilobytes * 1024;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // It ended while we looked.
  }
}

/** False when the group has no process at all, not even one to be reaped. */
function hasProcesses(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
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
