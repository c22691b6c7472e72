import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { forwardHeaders } from './forward-headers.ts';

/** Idle connections to sites are kept this long for the page's next request, in milliseconds. */
const UPSTREAM_IDLE_MS = 15_000;
/** Largest head of a response, in bytes: what Chromium itself accepts. */
const RESPONSE_HEAD_MAX_BYTES = 256 * 1024;

/** An agent whose connections all come from `open`; `agent: false` with `createConnection` would connect elsewhere. */
export function createForwardAgent(open: (host: string, port: number) => Promise<Socket>): Agent {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    timeout: UPSTREAM_IDLE_MS,
  });
  agent.createConnection = (options, done) => {
    open(String(options.host), Number(options.port)).then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  return agent;
}

/** Passes one plain HTTP request on; whatever fails closes the browser's connection without an answer. */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, agent: Agent): void {
  const url = parseTarget(request.url ?? '');
  if (!url) {
    request.socket.destroy();
    return;
  }
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  const hasBody = coding !== undefined || (length !== undefined && length !== '0');
  const retryable = (request.method === 'GET' || request.method === 'HEAD') && !hasBody;
  send(request, response, agent, url, retryable);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  agent: Agent,
  url: URL,
  mayRetry: boolean,
): void {
  let upstream: ClientRequest;
  try {
    upstream = httpRequest({
      agent,
      host: url.hostname,
      port: Number(url.port || 80),
      method: request.method,
      path: url.pathname + url.search,
      headers: forwardHeaders(request.rawHeaders),
      insecureHTTPParser: true,
      maxHeaderSize: RESPONSE_HEAD_MAX_BYTES,
      setHost: false,
    });
  } catch {
    request.socket.destroy();
    return;
  }
  const giveUp = () => {
    upstream.destroy();
    request.socket.destroy();
  };
  let answered: IncomingMessage | undefined;
  upstream.on('error', () => {
    // Some sites go on after the length they named. The answer is whole, and its connection has ended.
    if (answered?.complete) return;
    // The site closed a kept connection just as it was used again: browsers ask once more, and so do we.
    const stale = mayRetry && !answered && upstream.reusedSocket && !response.destroyed;
    if (stale) send(request, response, agent, url, false);
    else giveUp();
  });
  upstream.on('upgrade', giveUp);
  upstream.on('response', (answer) => {
    answered = answer;
    try {
      response.sendDate = false;
      response.writeHead(answer.statusCode ?? 502, reasonOf(answer), forwardHeaders(answer.rawHeaders));
      // The head goes out at once: an event stream may send its first byte much later.
      response.flushHeaders();
    } catch {
      giveUp();
      return;
    }
    answer.on('aborted', giveUp);
    answer.on('error', giveUp);
    answer.pipe(response);
  });
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  request.on('error', giveUp);
  if (mayRetry) upstream.end();
  else request.pipe(upstream);
}

function parseTarget(target: string): URL | undefined {
  const url = URL.parse(target);
  return url?.protocol === 'http:' && url.username === '' ? url : undefined;
}

function reasonOf(answer: IncomingMessage): string {
  const reason = answer.statusMessage ?? '';
  return /^[\t\x20-\x7e]*$/.test(reason) ? reason : '';
}
