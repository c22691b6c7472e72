import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, type ServerOptions, startServer } from '@stillpage/lambda/entries/serve.ts';

/** A running server and the folder it keeps its library in. */
export type FreshServer = RunningServer & { readonly folder: string };

/** Starts a server over an empty folder, at any free port; closing it removes the folder. Throws when it cannot start. */
export async function startFreshServer(options: Partial<ServerOptions> = {}): Promise<FreshServer> {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-server-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const started = await startServer({ folder, port: 0, ...options });
  if (!started.ok) {
    await remove();
    throw new Error(started.error.message);
  }
  const server = started.value;
  return {
    ...server,
    folder,
    close: async () => {
      await server.close();
      await remove();
    },
  };
}
