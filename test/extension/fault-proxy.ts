import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ERROR_TABLE, type ErrorCode } from '@stillpage/shared/errors.ts';

/**
 * What happens to a save on its way: `pass` it on; `hold` it unsent until the fault changes; `refuse` with an
 * error of the table; `lose` the answer after the backend has it; `silent`: the backend has it, nothing ever comes back.
 */
export type Fault =
  | { readonly kind: 'pass' | 'hold' | 'lose' | 'silent' }
  | { readonly kind: 'refuse'; readonly code: ErrorCode }
  | { readonly kind: 'foreign'; readonly status: number; readonly body?: string };

/** A proxy in front of the real server that can spoil `POST /snapshots`; everything else passes. */
export type FaultProxy = {
  readonly base: string;
  /** How often a save came this far, by snapshot id. */
  readonly saves: ReadonlyMap<string, number>;
  meet(fault: Fault): void;
  close(): Promise<void>;
};

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const saves = new Map<string, number>();
  let fault: Fault = { kind: 'pass' };
  let changed = Promise.withResolvers<void>();

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isSave = incoming.method === 'POST' && incoming.url === '/snapshots';
    if (isSave) {
      const { id } = JSON.parse(body.toString()) as { id: string };
      saves.set(id, (saves.get(id) ?? 0) + 1);
    }
    while (isSave && fault.kind === 'hold') await changed.promise;
    const met: Fault = isSave ? fault : { kind: 'pass' };
    if (met.kind === 'refuse') return answer(response, ERROR_TABLE[met.code].status, refusal(met.code));
    if (met.kind === 'foreign') return answer(response, met.status, met.body ?? '<h1>Not a Stillpage</h1>');
    const passed = request(
      {
        host: '127.0.0.1',
        port: targetPort,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (upstream) => {
        if (met.kind === 'pass') {
          response.writeHead(upstream.statusCode ?? 502, upstream.headers);
          upstream.pipe(response);
          return;
        }
        upstream.resume();
        if (met.kind === 'lose') response.destroy();
      },
    );
    passed.on('error', () => response.destroy());
    passed.end(body);
  };
  const server = createServer(
    (incoming, response) => void handle(incoming, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    saves,
    meet(next) {
      fault = next;
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    close: () =>
      new Promise((resolve) => {
        changed.resolve();
        fault = { kind: 'lose' };
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refusal(code: ErrorCode): string {
  const { en, retryable } = ERROR_TABLE[code];
  return JSON.stringify({ error: { code, message: en, retryable } });
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'access-control-allow-origin': '*',
    'content-type': body.startsWith('{') ? 'application/json' : 'text/html',
  });
  response.end(body);
}
