import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import { parseAllowedNetwork } from '@stillpage/lambda/capture/egress-guard/allowed-network.ts';
import type { Resolver } from '@stillpage/lambda/capture/egress-guard/name-resolver.ts';
import { startServer } from '@stillpage/lambda/entries/serve.ts';
import { formatConnectString } from '@stillpage/shared/connect-string.ts';
import type { LinksPage } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';

/** The real server over a folder of its own, with the real capturer. */
export type Backend = {
  /** `http://127.0.0.1:<port>` */
  readonly base: string;
  readonly port: number;
  readonly token: string;
  links(query?: string): Promise<LinksPage['links']>;
  snapshot(id: string): Promise<SnapshotAnswer>;
  /** Ends the server; the folder stays, and `start` serves it again at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends everything and removes the folder. */
  close(): Promise<void>;
};

/** Starts the server on loopback; its captures may reach loopback too, where the fixture sites are. */
export async function startBackend(options: { port?: number; resolver?: Resolver } = {}): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-library-'));
  let port = options.port ?? 0;
  let token = '';
  let end: (() => Promise<void>) | undefined;

  const start = async () => {
    const loopback = parseAllowedNetwork('127.0.0.0/8');
    if (!loopback.ok) throw new Error(loopback.error.message);
    const server = await startServer({
      folder,
      port,
      capturer: createCapturer({
        allowNetwork: [loopback.value],
        ...(options.resolver ? { resolver: options.resolver } : {}),
      }),
    });
    if (!server.ok) throw new Error(server.error.message);
    port = server.value.port;
    token = server.value.token ?? token;
    end = () => server.value.close();
  };
  const stop = async () => {
    await end?.();
    end = undefined;
  };
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  await start();

  return {
    base: `http://127.0.0.1:${port}`,
    port,
    token,
    links: async (query = '') => (await get<LinksPage>(`/links${query}`)).links,
    snapshot: (id) => get<SnapshotAnswer>(`/snapshots/${id}`),
    start,
    stop,
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The string a person pastes to reach the backend, at its own address or at a proxy's in front of it. */
export function connectStringOf(backend: Backend, base = backend.base): string {
  return formatConnectString({ base, token: backend.token });
}
