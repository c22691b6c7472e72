import { setTimeout } from 'node:timers/promises';
import { type Client, createClient } from '@stillpage/shared/client.ts';
import type { Connection } from '@stillpage/shared/connect-string.ts';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { AllowedNetwork } from '../../capture/egress-guard/allowed-network.ts';
import { readLocalToken } from '../../library/local-token.ts';
import { holderOf } from '../../store/folder-lock.ts';
import { startServer } from '../serve.ts';
import { DEFAULT_PORT } from './folder.ts';
import { lazyCapturer } from './lazy-capturer.ts';

/** A server that has just taken the folder says within this time where it listens, in milliseconds. */
const HOLDER_WAIT_MS = 5_000;
const HOLDER_POLL_MS = 100;

/** A backend over a folder for the time of one command, and how to leave it. */
export type Backend = {
  readonly client: Client;
  /** How links and people name it. */
  readonly connection: Connection;
  /** Where it answers for the time of the command. */
  readonly serving: Connection;
  close(): Promise<void>;
};

export type BackendOptions = {
  /** Given by commands that capture; the others leave what is queued to the next server. */
  readonly captures?: { readonly allowNetwork: AllowedNetwork[] };
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
};

/**
 * The server that already runs on the folder, else one of our own on a free port for as long as the command
 * takes. Its links name the usual address, where the next server will answer.
 */
export async function openBackend(folder: string, options: BackendOptions): Promise<Result<Backend>> {
  const running = await runningServer(folder, options.signal);
  if (running)
    return ok({
      client: createClient(running, options.signal),
      connection: running,
      serving: running,
      close: async () => {},
    });
  const base = `http://127.0.0.1:${DEFAULT_PORT}`;
  const server = await startServer({
    folder,
    port: 0,
    base,
    ...(options.captures ? { capturer: lazyCapturer({ ...options.captures, log: options.log }) } : {}),
    log: options.log,
  });
  if (!server.ok) return server;
  const { port, token, close } = server.value;
  const serving = { base: `http://127.0.0.1:${port}`, token };
  const client = createClient(serving, options.signal);
  return ok({ client, connection: { base, token }, serving, close });
}

async function runningServer(folder: string, signal: AbortSignal): Promise<Connection | undefined> {
  const until = Date.now() + HOLDER_WAIT_MS;
  for (;;) {
    const holder = await holderOf(folder);
    if (!holder) return undefined;
    const token = holder.url ? await readLocalToken(folder) : undefined;
    if (holder.url && token) return { base: holder.url, token };
    // Still starting, or ending; past the wait the folder's own conflict says who has it.
    if (Date.now() > until) return undefined;
    await setTimeout(HOLDER_POLL_MS, undefined, { signal });
  }
}
