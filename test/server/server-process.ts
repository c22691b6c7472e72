import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Failure } from '@stillpage/shared/errors.ts';

export type ServerProcess = {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
  /** Everything it wrote to standard error so far. */
  readonly errors: () => string;
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts `serve-child.ts` under this Node; resolves once it listens, or with why it does not. */
export async function startServerProcess(
  folder: string,
  captureDelayMs: number,
  { uid, preload }: { uid?: number; preload?: string } = {},
): Promise<ServerProcess | { readonly error: Failure }> {
  const script = fileURLToPath(new URL('serve-child.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [...(preload ? ['--import', preload] : []), script, folder, String(captureDelayMs)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
  );
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => String(text)),
    exited.then(() => {
      throw new Error(`the server ended: ${errors}`);
    }),
  ]);
  const said = JSON.parse(line);
  if (said.error) {
    child.kill('SIGKILL');
    await exited;
    return { error: said.error };
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    child,
    url: said.url,
    token: said.token,
    errors: () => errors,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
