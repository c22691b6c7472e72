import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Who holds a lock: enough to tell a running process from a killed one whose number was given out again. */
export const processIdentitySchema = z.object({
  host: z.string(),
  pid: z.int().positive(),
  /** Start of the process in the kernel's ticks; empty where the system does not tell. */
  started: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

let own: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= startOf(process.pid).then((started) => ({
    host: hostname(),
    pid: process.pid,
    started: started ?? '',
  }));
  return own;
}

/** `unknown` for a process of another host: only the age of what it left can tell. */
export async function stateOf(identity: ProcessIdentity): Promise<'running' | 'gone' | 'unknown'> {
  if (identity.host !== hostname()) return 'unknown';
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  const started = await startOf(identity.pid);
  if (started === undefined || identity.started === '') return 'running';
  return started === identity.started ? 'running' : 'gone';
}

/** Field 22 of `/proc/<pid>/stat`; undefined where there is no such file, empty for a zombie, which holds nothing. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '');
  } catch {
    return undefined;
  }
}
