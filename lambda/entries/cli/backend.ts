import { type Client, createClient } from '@stillpage/shared/client.ts';
import type { Connection } from '@stillpage/shared/connect-string.ts';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { createCapturer } from '../../capture/capturer.ts';
import type { AllowedNetwork } from '../../capture/egress-guard/allowed-network.ts';
import { findRunningServer, startServer } from '../serve.ts';
import { DEFAULT_PORT } from './folder.ts';

/** A backend over a folder for the time of one command, and how to leave it. */
export type Backend = { readonly client: Client; readonly connection: Connection; close(): Promise<void> };

/**
 * The server that already runs on the folder, else one of our own on a free port for as long as the command
 * takes. Its links name the usual address, where the next server will answer.
 */
export async function openBackend(
  folder: string,
  options: {
    readonly allowNetwork?: readonly AllowedNetwork[];
    readonly signal: AbortSignal;
    readonly log: (line: string) => void;
  },
): Promise<Result<Backend>> {
  const running = await findRunningServer(folder);
  if (running)
    return ok({ client: createClient(running, options.signal), connection: running, close: async () => {} });
  const server = await startServer({
    folder,
    port: 0,
    base: `http://127.0.0.1:${DEFAULT_PORT}`,
    // Made on the first capture: listing needs no browser.
    capturer: () => createCapturer({ allowNetwork: [...(options.allowNetwork ?? [])], log: options.log }),
    log: options.log,
  });
  if (!server.ok) return server;
  const { url, token, close } = server.value;
  const connection = { base: url, token };
  return ok({ client: createClient(connection, options.signal), connection, close });
}
