import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseConnectString } from '@stillpage/shared/connect-string.ts';
import { PROGRAM_ENVIRONMENT, PROGRAM_FLAGS } from '../../lambda/setup/node.mjs';

const cli = fileURLToPath(new URL('../../lambda/entries/cli.ts', import.meta.url));

/** The arguments of a server over a folder. */
export function served(library: string): string[] {
  return [cli, 'serve', '--port', '0', '--folder', library, '--json'];
}

/** Starts the server, as `npm start` and the `stillpage` command do. */
export async function startStillpage(args: string[]) {
  const child = spawn(process.execPath, [...PROGRAM_FLAGS, ...args], {
    env: { ...process.env, ...PROGRAM_ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = JSON.parse(await firstLine(child));
  const connection = parseConnectString(said.connectString);
  if (!connection.ok) throw new Error(connection.error.message);
  const { base, token } = connection.value;
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(base + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
    return text;
  };
  return { child, ask };
}

/** The first line that a program says; throws when it ends before. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  const ended = once(child, 'exit').then(() => {
    throw new Error('it ended before it was ready');
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return String(line);
}

/** Waits until a program has said its first line. */
export async function listening(child: ChildProcess): Promise<ChildProcess> {
  await firstLine(child);
  return child;
}

/** Ends a program in good order. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** What a process has computed so far, in ms, as Linux counts it: in hundredths of a second. */
export function computing(child: ChildProcess): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

/** Resident memory in MB (10^6 bytes), as Linux counts it. */
export function memory(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024) / 1e6;
}
