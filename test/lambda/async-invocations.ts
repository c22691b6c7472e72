import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deployed } from './function.ts';

/** Lambda's own endpoint as far as asynchronous invocations go: accepted at once, tried three times, then dead. */
export type LambdaEndpoint = {
  readonly url: string;
  readonly accepted: unknown[];
  readonly deadLetters: unknown[];
  /** Refuses every call from now on, as a role without permission does. */
  forbid(forbidden: boolean): void;
  /** Resolves when nothing that was accepted runs or waits any more. */
  quiet(): Promise<void>;
  close(): Promise<void>;
};

/** Tries of an asynchronous event; Lambda waits one and two minutes between them, this endpoint not at all. */
const TRIES = 3;

export async function startLambdaEndpoint(
  functions: Readonly<Record<string, Deployed>>,
): Promise<LambdaEndpoint> {
  const accepted: unknown[] = [];
  const deadLetters: unknown[] = [];
  const running = new Set<Promise<void>>();
  let forbidden = false;

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
    const deployed = functions[decodeURIComponent(name ?? '')];
    const refuse = (status: number, type: string) =>
      response.writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' }).end('{}');
    if (forbidden) return void refuse(403, 'AccessDeniedException');
    if (!deployed) return void refuse(404, 'ResourceNotFoundException');
    if (request.headers['x-amz-invocation-type'] !== 'Event') return void refuse(400, 'InvalidRequest');
    const event = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    accepted.push(event);
    const run = runTries(deployed, event);
    running.add(run);
    void run.finally(() => running.delete(run));
    response.writeHead(202).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  async function runTries(deployed: Deployed, event: unknown): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1)
      try {
        await deployed.invoke(event);
        return;
      } catch {}
    deadLetters.push(event);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    deadLetters,
    forbid(value) {
      forbidden = value;
    },
    async quiet() {
      while (running.size > 0) await Promise.all(running);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
