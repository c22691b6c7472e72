import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came back for one invocation. A streamed body is still being read; its trailers are there at its end. */
export type Answer =
  | {
      readonly kind: 'response';
      readonly streamed: boolean;
      readonly type: string;
      readonly body: IncomingMessage;
    }
  | { readonly kind: 'error'; readonly errorType: string; readonly message: string }
  | { readonly kind: 'ended'; readonly why: 'timeout' | 'exit' };

type Waiting = {
  readonly id: string;
  readonly event: string;
  readonly deadline: number;
  readonly arn: string;
};

/** The Runtime API and the Extensions API of one sandbox, as Lambda serves them to the processes inside. */
export type RuntimeApi = {
  readonly address: string;
  /** Resolves when the runtime asks for its first invocation, with the init error when it reported one instead. */
  readonly ready: Promise<{ ok: true } | { ok: false; errorType: string; message: string }>;
  readonly extensions: readonly string[];
  /** True once an extension asked for telemetry. */
  subscribed(): boolean;
  /** Hands one event to the runtime and resolves with its answer's beginning. */
  invoke(event: unknown, deadline: number): { readonly id: string; readonly answer: Promise<Answer> };
  /** Resolves once the runtime has asked for its next event: then the sandbox can be frozen. */
  idle(): Promise<void>;
  /** Ends the invocation that runs, for instance because its process is gone. */
  end(why: 'timeout' | 'exit'): void;
  /** Tells the extensions what the platform reports of an invocation. */
  report(id: string, metrics: Record<string, number>): Promise<void>;
  shutdown(): void;
  close(): Promise<void>;
};

export async function startRuntimeApi(arn: string): Promise<RuntimeApi> {
  const ready = Promise.withResolvers<Awaited<RuntimeApi['ready']>>();
  const extensions: string[] = [];
  const telemetry: string[] = [];
  const extensionPolls: ServerResponse[] = [];
  let next: ServerResponse | undefined;
  let waiting: Waiting | undefined;
  let idleListeners: (() => void)[] = [];
  let current: { id: string; settle: (answer: Answer) => void } | undefined;

  const give = () => {
    if (!next || !waiting) return;
    const { id, event, deadline } = waiting;
    next.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(deadline),
      'lambda-runtime-invoked-function-arn': arn,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    next.end(event);
    next = undefined;
    waiting = undefined;
  };
  const settle = (id: string | undefined, answer: Answer) => {
    if (!current || (id !== undefined && current.id !== id)) return;
    current.settle(answer);
    current = undefined;
  };

  const server = createServer(async (request, response) => {
    const { url = '', method } = request;
    const accepted = () =>
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    const [, id, act] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
    if (url === '/2018-06-01/runtime/invocation/next') {
      next = response;
      ready.resolve({ ok: true });
      for (const listener of idleListeners.splice(0)) listener();
      give();
    } else if (url === '/2018-06-01/runtime/init/error') {
      const { errorType = '', errorMessage = '' } = JSON.parse(await textOf(request));
      accepted();
      ready.resolve({ ok: false, errorType, message: errorMessage });
    } else if (id && act === 'error') {
      const { errorType = '', errorMessage = '' } = JSON.parse(await textOf(request));
      accepted();
      settle(id, { kind: 'error', errorType, message: errorMessage });
    } else if (id && act === 'response') {
      const streamed = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
      request.once('end', accepted);
      settle(id, { kind: 'response', streamed, type: request.headers['content-type'] ?? '', body: request });
    } else if (url === '/2020-01-01/extension/register') {
      extensions.push(String(request.headers['lambda-extension-name']));
      response.writeHead(200, { 'lambda-extension-identifier': randomUUID() }).end('{}');
    } else if (url === '/2020-01-01/extension/event/next') {
      extensionPolls.push(response);
    } else if (url === '/2022-07-01/telemetry' && method === 'PUT') {
      telemetry.push(JSON.parse(await textOf(request)).destination.URI);
      response.writeHead(200).end('"OK"');
    } else response.writeHead(404).end();
  });
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  // The runtime client keeps its connection and takes it for granted, as it may in Lambda.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: ready.promise,
    extensions,
    subscribed: () => telemetry.length > 0,
    invoke(event, deadline) {
      if (current) throw new Error('a sandbox runs one invocation at a time');
      const id = randomUUID();
      const answer = new Promise<Answer>((resolve) => (current = { id, settle: resolve }));
      waiting = { id, event: JSON.stringify(event), deadline, arn };
      give();
      return { id, answer };
    },
    idle: () => (next ? Promise.resolve() : new Promise((resolve) => idleListeners.push(resolve))),
    end(why) {
      settle(undefined, { kind: 'ended', why });
      ready.resolve({ ok: false, errorType: 'Runtime.ExitError', message: 'the runtime ended' });
      for (const listener of idleListeners.splice(0)) listener();
    },
    async report(requestId, metrics) {
      const event = { time: new Date().toISOString(), type: 'platform.report' };
      const body = JSON.stringify([{ ...event, record: { requestId, status: 'success', metrics } }]);
      for (const uri of telemetry)
        await fetch(uri.replace('sandbox.localdomain', '127.0.0.1'), { method: 'POST', body }).catch(
          () => {},
        );
    },
    shutdown() {
      for (const poll of extensionPolls.splice(0)) poll.writeHead(200).end('{"eventType":"SHUTDOWN"}');
    },
    async close() {
      idleListeners = [];
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
