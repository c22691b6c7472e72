import { type Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { AllowedNetwork } from './allowed-network.ts';
import { createCheckedConnect } from './checked-connect.ts';
import { createForwardAgent, forwardRequest } from './forward-request.ts';
import { openNameResolver, type Resolver } from './name-resolver.ts';
import type { IsOwn } from './own-networks.ts';
import { type Refusal, RefusedConnection } from './refusal.ts';
import { Traffic } from './traffic.ts';

/** Most one capture may send and receive: larger pages exist, but nobody saves them whole. */
export const EGRESS_MAX_BYTES = 120_000_000;
/** Most connections of one capture at once; Chromium opens 32 through a proxy, WebSockets come on top. */
export const EGRESS_MAX_SOCKETS = 128;
/** Largest head of a request or response, in bytes: what Chromium itself accepts. */
export const HEAD_MAX_BYTES = 256 * 1024;

export type EgressGuardOptions = {
  readonly allowNetwork?: readonly AllowedNetwork[];
  /** For tests: answers names in place of the machine's resolver. */
  readonly resolver?: Resolver;
  /** For tests: what is taken for the machine's own network in place of its interfaces. */
  readonly isOwn?: IsOwn;
  readonly maxBytes?: number;
  /** The proof of the guard needs one origin of its own, in Lambda too; no capture ever sets this. */
  readonly forProof?: boolean;
};

/** The only way from one browser to the network: a proxy on loopback that connects to checked addresses alone. */
export type EgressGuard = {
  /** For `--proxy-server`. */
  readonly origin: string;
  readonly traffic: Traffic;
  close(): void;
};

/**
 * Starts a guard for one browser. A connection that is refused or fails is answered with a closed socket and
 * never with a page of the guard's own, so that nothing of ours can be captured in a site's place; the reason is
 * in `traffic`.
 */
export async function startEgressGuard(options: EgressGuardOptions = {}): Promise<EgressGuard> {
  const networks = options.allowNetwork ?? [];
  if (networks.length > 0 && !options.forProof && process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined)
    throw new Error('A network cannot be allowed inside AWS Lambda.');
  const names = openNameResolver();
  const connectChecked = createCheckedConnect(networks, options.resolver ?? names.resolve, options.isOwn);
  const traffic = new Traffic(options.maxBytes ?? EGRESS_MAX_BYTES, EGRESS_MAX_SOCKETS);
  const clients = new Set<Socket>();

  const open = async (host: string, port: number): Promise<Socket> => {
    const full = traffic.reserve(host, port);
    if (full) {
      const refusal: Refusal = { host, port, kind: 'budget', detail: full };
      traffic.refused(refusal);
      throw new RefusedConnection(refusal);
    }
    try {
      const socket = await connectChecked(host, port);
      traffic.arrived(socket, host, port);
      return socket;
    } catch (error) {
      traffic.arrived();
      if (error instanceof RefusedConnection) traffic.refused(error.refusal);
      throw error;
    }
  };

  const agent: Agent = createForwardAgent(open);
  const server = createServer({ maxHeaderSize: HEAD_MAX_BYTES, keepAliveTimeout: 60_000, requestTimeout: 0 });
  server.on('connection', (socket: Socket) => {
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    forwardRequest(request, response, agent),
  );
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    void tunnel(request.url ?? '', client, head, open);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    traffic,
    close() {
      server.close();
      names.cancel();
      traffic.close();
      agent.destroy();
      for (const client of clients) client.destroy();
    },
  };
}

/** Joins a CONNECT to its host: TLS and WebSockets pass here unread. */
async function tunnel(
  authority: string,
  client: Socket,
  head: Buffer,
  open: (host: string, port: number) => Promise<Socket>,
): Promise<void> {
  const target = parseAuthority(authority);
  if (!target) {
    client.destroy();
    return;
  }
  let upstream: Socket;
  try {
    upstream = await open(target.host, target.port);
  } catch {
    // Chromium reports a tunnel that could not be opened and never shows this answer.
    client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  if (client.destroyed) {
    upstream.destroy();
    return;
  }
  upstream.on('error', () => client.destroy());
  upstream.on('close', () => client.destroy());
  client.on('close', () => upstream.destroy());
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) upstream.write(head);
  client.pipe(upstream);
  upstream.pipe(client);
}

/** `host:port` of a CONNECT, with the host in the one spelling that the WHATWG parser gives it. */
function parseAuthority(authority: string): { host: string; port: number } | undefined {
  const match = /^([^/?#@\\\s]+):(\d{1,5})$/.exec(authority);
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65_535) return undefined;
  try {
    return { host: new URL(`http://${match[1]}/`).hostname, port };
  } catch {
    return undefined;
  }
}
