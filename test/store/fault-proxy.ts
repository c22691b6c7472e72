import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to one request: an answer of 500 or 503 in place of the server's, no answer, an answer that breaks off
 * in the middle of its body, or one that is lost after the server did what was asked.
 */
export type Fault = 'error' | 'slow-down' | 'silence' | 'cut' | 'lost';

export type FaultProxy = {
  readonly endpoint: string;
  /** Requests so far. */
  readonly seen: () => number;
  /** Asked for each request; undefined lets it pass. */
  plan(fault: (method: string, path: string) => Fault | undefined): void;
  stop(): Promise<void>;
};

/** A proxy before an S3 server that does to requests what networks and busy servers do. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  let faultOf: (method: string, path: string) => Fault | undefined = () => undefined;
  let seen = 0;
  const server = createServer((request, response) => {
    seen += 1;
    const fault = faultOf(request.method ?? '', request.url ?? '');
    if (fault === 'error' || fault === 'slow-down') return refuse(request, response, fault);
    if (fault === 'silence') return void request.resume();
    const { method, url: path, headers } = request;
    // The signature covers the host that was asked, so it goes on as it came.
    const forwarded = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      if (fault === 'lost') {
        answer.resume().on('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (fault !== 'cut') {
        answer.pipe(response);
        return;
      }
      answer.once('data', (chunk: Buffer) => {
        response.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => request.socket.destroy());
        answer.destroy();
      });
      answer.once('end', () => request.socket.destroy());
    });
    forwarded.on('error', () => request.socket.destroy());
    request.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    plan(fault) {
      faultOf = fault;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, fault: 'error' | 'slow-down'): void {
  request.resume();
  const [status, code] = fault === 'error' ? [500, 'InternalError'] : [503, 'SlowDown'];
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
