import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { fail, failure, ok, type Result, StillpageError } from '@stillpage/shared/errors.ts';
import type { Capturer } from '../capture/contract.ts';
import { type App, createApp } from '../http/app.ts';
import { DEFAULT_LIMITS, type Limits } from '../http/limits.ts';
import { openDailyCaptures } from '../library/daily-captures.ts';
import { claimFolder, type FolderLibrary, openClaimed } from '../library/folder-library.ts';
import { ensureLocalToken } from '../library/local-token.ts';
import type { Log } from '../library/log.ts';
import { openTokens } from '../library/tokens.ts';
import { endOfTerm } from '../library/trash.ts';
import { openViewLinks } from '../library/view-links.ts';
import { withoutSecrets } from '../library/without-secrets.ts';

/** Where the server listens when nobody says. */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8042;
/** Longest wait for requests and captures to end at close, in ms; what is left is queued for the next start. */
const CLOSE_TIMEOUT_MS = 10_000;
/** Longest a client may take to send a request, in ms: bodies are small. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How often the trash is looked through, in ms: a term of 30 days needs no more. */
const PURGE_EVERY_MS = 6 * 3_600_000;

export type ServerOptions = {
  readonly folder: string;
  readonly host?: string;
  /** 0 for any free one. */
  readonly port?: number;
  /** Address that people reach this server by, when it is another than where it listens. */
  readonly base?: string;
  /** Ended with the server. Without one, saves wait in the queue for the next start that has one. */
  readonly capturer?: Capturer | Promise<Capturer>;
  readonly limits?: Limits;
  readonly log?: Log;
};

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  /** The token of this machine, kept in the folder. */
  readonly token: string;
  readonly library: FolderLibrary['library'];
  /** Stops accepting, ends captures so that the next start takes them up, frees the folder. */
  close(): Promise<void>;
};

/**
 * Starts the server over a folder library. `conflict`: the port or the folder is in use; `storage-unavailable`: the
 * folder cannot be written; `forbidden`: this user may not listen there.
 */
export async function startServer(options: ServerOptions): Promise<Result<RunningServer>> {
  // It may fail before the folder is open, and before anybody has asked for it.
  Promise.resolve(options.capturer).catch(() => undefined);
  const started = await start(options);
  if (!started.ok) await closeCapturer(options.capturer);
  return started;
}

async function start(options: ServerOptions): Promise<Result<RunningServer>> {
  const { folder, host = DEFAULT_HOST, port = DEFAULT_PORT, capturer } = options;
  const log: Log = (line) => options.log?.(withoutSecrets(line));
  const limits = options.limits ?? DEFAULT_LIMITS;
  const claimed = await claimFolder(folder);
  if (!claimed.ok) return claimed;
  const { store, lock } = claimed.value;

  const ready = Promise.withResolvers<App>();
  // Nobody waits for it when the start fails before a request came.
  ready.promise.catch(() => undefined);
  const server = createAdaptorServer({
    fetch: async (
      request: Request,
      { incoming }: { incoming: { socket: { remoteAddress?: string | undefined } } },
    ) => (await ready.promise).fetch(request, incoming.socket.remoteAddress),
    overrideGlobalObjects: false,
    serverOptions: { requestTimeout: REQUEST_TIMEOUT_MS },
  }) as Server;
  const giveUp = async <T extends { ok: false }>(failed: T): Promise<T> => {
    ready.reject(new StillpageError(failure('storage-unavailable')));
    await closeServer(server);
    await lock.release();
    return failed;
  };

  const listening = await listen(server, host, port);
  if (!listening.ok) return await giveUp(listening);
  const local = `http://${hostText(host)}:${listening.value}`;
  const url = (options.base ?? local).replace(/\/+$/, '');
  const tokens = openTokens(store, log);
  const token = await ensureLocalToken(folder, tokens);
  if (!token.ok) return await giveUp(token);
  // Programs on this machine ask the server itself, whatever address people reach it by.
  const told = await lock.tell(local);
  if (!told.ok) return await giveUp(told);

  let chromium: string | undefined;
  Promise.resolve(capturer).then(
    (value) => (chromium = value?.chromiumVersion),
    (error: unknown) => log(`error: ${error instanceof Error ? error.message : String(error)}`),
  );
  const opened = await openClaimed(claimed.value, {
    folder,
    ...(capturer ? { capturer } : {}),
    base: () => url,
    log,
  });
  const { library } = opened;
  ready.resolve(
    createApp({
      library,
      tokens,
      viewLinks: openViewLinks(store),
      chromium: () => chromium,
      limits,
      ...(options.base === undefined ? {} : { base: url }),
      dailyCaptures: openDailyCaptures(store, limits.capturesPerDay, log),
      log,
    }),
  );

  const stop = new AbortController();
  const purge = () => void library.purgeTrash(endOfTerm(), stop.signal);
  purge();
  const purging = setInterval(purge, PURGE_EVERY_MS);
  purging.unref();

  let closing: Promise<void> | undefined;
  const close = async () => {
    clearInterval(purging);
    stop.abort();
    const served = closeServer(server);
    await Promise.all([library.close(), closeCapturer(capturer)]);
    await served;
    await lock.release();
  };
  return ok({
    url,
    port: listening.value,
    token: token.value,
    library,
    close: () => (closing ??= close()),
  });
}

function listen(server: Server, host: string, port: number): Promise<Result<number>> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        resolve(fail('conflict', `Port ${port} is in use by another program.`));
      else if (error.code === 'EACCES')
        resolve(fail('forbidden', `This user may not listen on port ${port}.`));
      else if (/^(EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL|ERR_SOCKET_BAD_PORT)$/.test(error.code ?? ''))
        resolve(fail('invalid-request', `Nothing can listen on ${hostText(host)}:${port}.`));
      else reject(error);
    });
    try {
      server.listen(port, host, () => resolve(ok((server.address() as AddressInfo).port)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SOCKET_BAD_PORT') reject(error);
      else resolve(fail('invalid-request', `${port} is not a port.`));
    }
  });
}

/** Lets running requests end, but not for ever: a reader who holds a connection open does not keep the server. */
async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS / 10);
  await closed;
  clearTimeout(timer);
}

async function closeCapturer(capturer: Capturer | Promise<Capturer> | undefined): Promise<void> {
  const ready = await Promise.resolve(capturer).catch(() => undefined);
  await ready?.close();
}

/** The host as it stands in an address; one that means every address of the machine is reached by its own. */
function hostText(host: string): string {
  if (host === '0.0.0.0' || host === '::') return DEFAULT_HOST;
  return host.includes(':') ? `[${host}]` : host;
}
