import { readdir, readFile } from 'node:fs/promises';

/** How often the processes are looked at, in milliseconds. */
const LOOK_INTERVAL_MS = 100;

/**
 * Watches what all processes that were started for a folder hold together: anonymous and shared-memory pages, as
 * the program's own file pages are shared by every Chromium of the machine. Linux only, elsewhere 0.
 */
export function watchTree(folder: string): { peak(): Promise<number> } {
  let highest = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      highest = Math.max(highest, await memoryOf(folder));
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_INTERVAL_MS);
      });
    }
  })();
  return {
    async peak() {
      stopped = true;
      await watching;
      return highest;
    },
  };
}

async function memoryOf(folder: string): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const groups = new Set<string>();
  const members: Array<{ readonly group: string; readonly bytes: number }> = [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
        const group = stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[2] ?? '';
        if ((await readFile(`/proc/${pid}/cmdline`, 'latin1')).includes(folder)) groups.add(group);
        const status = await readFile(`/proc/${pid}/status`, 'latin1');
        let bytes = 0;
        for (const [, size] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB/gm))
          bytes += Number(size) * 1024;
        members.push({ group, bytes });
      } catch {
        // It ended while we looked.
      }
    }),
  );
  return members.reduce((sum, { group, bytes }) => sum + (groups.has(group) ? bytes : 0), 0);
}
