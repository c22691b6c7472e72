import { connect, type Socket } from 'node:net';
import { type AddressBytes, kindOfAddress, parseAddress } from './address-rules.ts';
import { type AllowedNetwork, isAllowed } from './allowed-network.ts';
import type { Resolver } from './name-resolver.ts';
import { createIsOwn, type IsOwn } from './own-networks.ts';
import { type RefusalKind, RefusedConnection } from './refusal.ts';

/** Longest a name may take to resolve, in milliseconds: twice the usual resolver's own retry. */
export const DNS_TIMEOUT_MS = 10_000;
/** Longest a connection may take to open, in milliseconds: three SYN retries. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Most names that one browser may have resolved: real pages have some hundred hosts. */
export const NAMES_MAX = 1000;

/** Opens a TCP connection to a host of the browser's asking, or rejects with a `RefusedConnection`. */
export type CheckedConnect = (host: string, port: number) => Promise<Socket>;

/**
 * The one way out: resolves the name itself, judges every address in binary, and connects to an address it
 * has judged. A name is resolved once in the life of this function, so its answer cannot change between check
 * and use. Answers that are not allowed are left out; a name with no other answer is `blocked`.
 */
export function createCheckedConnect(
  networks: readonly AllowedNetwork[],
  resolver: Resolver,
  isOwn: IsOwn = createIsOwn(),
): CheckedConnect {
  const resolved = new Map<string, Promise<readonly string[]>>();
  const kindOf = (bytes: AddressBytes): string => {
    const kind = kindOfAddress(bytes);
    return kind === 'public' && isOwn(bytes) ? 'own network' : kind;
  };
  const mayReach = (address: string, port: number): boolean => {
    const bytes = parseAddress(address);
    if (!bytes) return false;
    return kindOf(bytes) === 'public' || isAllowed(networks, bytes, port);
  };

  return async (host, port) => {
    const refuse = (kind: RefusalKind, detail: string, cause?: unknown) =>
      new RefusedConnection({ host, port, kind, detail }, cause);
    const literal = parseAddress(host.replace(/^\[(.*)\]$/, '$1'));
    let addresses: readonly string[];
    if (literal) addresses = [host.replace(/^\[(.*)\]$/, '$1')];
    else {
      let answer = resolved.get(host);
      if (!answer) {
        if (resolved.size >= NAMES_MAX) throw refuse('budget', `more than ${NAMES_MAX} names`);
        answer = withTimeout(resolver(host));
        resolved.set(host, answer);
      }
      try {
        addresses = await answer;
      } catch (cause) {
        throw refuse('dns', (cause as Error).message, cause);
      }
      if (addresses.length === 0) throw refuse('dns', 'The name has no address.');
    }
    const open = addresses.filter((address) => mayReach(address, port));
    if (open.length === 0) {
      const kinds = addresses.map((address) => kindOf(parseAddress(address) ?? []));
      throw refuse('blocked', `${[...new Set(kinds)].join(', ')} address`);
    }
    const socket = await openSocket(open, port, refuse);
    // The address of the connection itself has the last word.
    if (!socket.remoteAddress || !mayReach(socket.remoteAddress, port)) {
      socket.destroy();
      throw refuse('blocked', 'The connection went elsewhere.');
    }
    return socket;
  };
}

function openSocket(
  addresses: readonly string[],
  port: number,
  refuse: (kind: RefusalKind, detail: string, cause?: unknown) => RefusedConnection,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const answers = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const socket = connect({
      host: 'checked.invalid',
      port,
      noDelay: true,
      // Node races the families of a list; a lookup that answers from the checked list alone keeps it to them.
      lookup: (_name, options, done) => {
        const first = answers[0] as { address: string; family: number };
        if (options.all) done(null, answers);
        else done(null, first.address, first.family);
      },
    });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(refuse('timeout', `No connection in ${CONNECT_TIMEOUT_MS / 1000} s.`));
    }, CONNECT_TIMEOUT_MS);
    const failed = (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      socket.destroy();
      const timedOut = cause.code === 'ETIMEDOUT';
      reject(refuse(timedOut ? 'timeout' : 'unreachable', cause.code ?? cause.message, cause));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      // Whoever takes it listens too; a reset in between must not end the process.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in ${DNS_TIMEOUT_MS / 1000} s.`)), DNS_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
