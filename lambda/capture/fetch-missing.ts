import { type Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { ReceivedBody } from './contract.ts';
import type { AllowedNetwork } from './egress-guard/allowed-network.ts';
import { createCheckedConnect } from './egress-guard/checked-connect.ts';
import { createForwardAgent } from './egress-guard/forward-request.ts';
import { openNameResolver, type Resolver } from './egress-guard/name-resolver.ts';
import { OMISSION_OF_REFUSAL, RefusedConnection } from './egress-guard/refusal.ts';

/** Resources of one uploaded page that are asked for here. */
const MAX_FETCHES = 120;
/** All of them together, in milliseconds: the browser that uploaded waits for the answer. */
const FETCH_DEADLINE_MS = 12_000;
/** Largest of them, in bytes, packed and unpacked. */
const FETCH_MAX_BYTES = 16 * 1024 * 1024;
/** All of them together, unpacked, in bytes: as much as a capture may receive. */
const FETCH_TOTAL_MAX_BYTES = 120_000_000;
const PARALLEL_FETCHES = 8;
const REDIRECTS_MAX = 5;

/**
 * Makes a fetcher for pictures, fonts and sheets of an uploaded page that its browser could see but not read. It sends no
 * cookie, and every connection goes through the egress guard's checked connect.
 */
export function createFetchMissing(
  allowNetwork: readonly AllowedNetwork[] = [],
  resolver: Resolver = openNameResolver().resolve,
): (url: string) => Promise<ReceivedBody> {
  const open = createCheckedConnect(allowNetwork, resolver);
  const plain = createForwardAgent(open);
  const secure = new HttpsAgent({ keepAlive: false });
  secure.createConnection = (options, done) => {
    open(String(options.host), Number(options.port)).then(
      (socket) => {
        const { host, servername } = options as { host?: string; servername?: string };
        const name = servername || host || '';
        const tls = connectTls({ socket, ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }) });
        tls.once('secureConnect', () => done?.(null, tls));
        tls.once('error', (error) => done?.(error, undefined as unknown as Duplex));
      },
      (error: Error) => done?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  let asked = 0;
  let running = 0;
  let received = 0;
  let signal: AbortSignal | undefined;
  const waiting: Array<() => void> = [];

  return async (url) => {
    if (asked >= MAX_FETCHES || received >= FETCH_TOTAL_MAX_BYTES) return { ok: false, omission: 'budget' };
    asked += 1;
    signal ??= AbortSignal.timeout(FETCH_DEADLINE_MS);
    if (running >= PARALLEL_FETCHES) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      if (signal.aborted || received >= FETCH_TOTAL_MAX_BYTES) return { ok: false, omission: 'budget' };
      const body = await follow(url, { plain, secure }, signal);
      if (body.ok) received += body.bytes.length;
      return body;
    } catch (error) {
      const refused = refusalIn(error);
      if (refused) return { ok: false, omission: OMISSION_OF_REFUSAL[refused.refusal.kind] };
      return { ok: false, omission: signal.aborted ? 'timeout' : 'connection-failed' };
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

type Agents = { readonly plain: Agent; readonly secure: HttpsAgent };

async function follow(first: string, agents: Agents, signal: AbortSignal): Promise<ReceivedBody> {
  let url = URL.parse(first);
  for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
      return { ok: false, omission: 'unsupported' };
    const answer = await get(url, agents, signal);
    const status = answer.statusCode ?? 0;
    const { location } = answer.headers;
    if (status >= 300 && status < 400 && location) {
      answer.destroy();
      url = URL.parse(location, url);
      continue;
    }
    return await bodyOf(answer, status);
  }
  return { ok: false, omission: 'http-error' };
}

function get(url: URL, { plain, secure }: Agents, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      agent: url.protocol === 'https:' ? secure : plain,
      host: url.hostname,
      port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
      path: url.pathname + url.search,
      headers: {
        accept: '*/*',
        'accept-encoding': 'gzip, br',
        'user-agent': 'Mozilla/5.0 (compatible; Stillpage)',
      },
      signal,
    };
    const asking = url.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
    asking.once('response', resolve);
    asking.once('error', reject);
    asking.end();
  });
}

async function bodyOf(answer: IncomingMessage, status: number): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FETCH_MAX_BYTES) return { ok: false, omission: 'too-large' };
    chunks.push(chunk);
  }
  const unpacked = unpack(Buffer.concat(chunks), answer.headers['content-encoding']);
  if (!unpacked) return { ok: false, omission: 'unreadable' };
  const [type = '', ...rest] = (answer.headers['content-type'] ?? '').split(';');
  const charset = /charset\s*=\s*["']?([^\s;"']+)/i.exec(rest.join(';'))?.[1];
  return {
    ok: true,
    bytes: unpacked,
    type: type.trim().toLowerCase(),
    status,
    ...(charset ? { charset } : {}),
  };
}

function unpack(bytes: Buffer, encoding: string | undefined): Buffer | undefined {
  const options = { maxOutputLength: FETCH_MAX_BYTES };
  try {
    if (!encoding || encoding === 'identity') return bytes;
    if (encoding === 'gzip') return gunzipSync(bytes, options);
    if (encoding === 'br') return brotliDecompressSync(bytes, options);
    return encoding === 'deflate' ? inflateSync(bytes, options) : undefined;
  } catch {
    return undefined;
  }
}

function refusalIn(error: unknown): RefusedConnection | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof RefusedConnection) return at;
  return undefined;
}
