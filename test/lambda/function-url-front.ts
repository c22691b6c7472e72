import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from './sandbox.ts';

/** Limits of the platform: a request, and a streamed answer, in bytes. */
export const REQUEST_MAX_BYTES = 6 * 1024 * 1024;
export const STREAM_MAX_BYTES = 200 * 1024 * 1024;

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER = Buffer.alloc(8);

/** A Function URL in response-streaming mode before a function's sandboxes. */
export type FunctionUrl = {
  readonly url: string;
  /** Error trailers that the platform got after the first byte and nobody outside sees. */
  readonly trailers: string[];
  close(): Promise<void>;
};

export async function startFunctionUrl(
  withSandbox: <T>(use: (sandbox: Sandbox) => Promise<T>) => Promise<T>,
): Promise<FunctionUrl> {
  const trailers: string[] = [];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(String(error));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size <= REQUEST_MAX_BYTES) chunks.push(chunk as Buffer);
    }
    if (size > REQUEST_MAX_BYTES) return void response.writeHead(413).end('{"Message":"Request too large"}');
    const event = eventOf(request, Buffer.concat(chunks), `127.0.0.1:${port}`);
    await withSandbox(async (sandbox) => {
      const { answer } = await sandbox.invoke(event);
      if (answer.kind !== 'response')
        return void response.writeHead(502).end(JSON.stringify({ Message: 'Internal Server Error', answer }));
      await stream(answer.body, answer.type, response);
      const trailer = answer.body.trailers['lambda-runtime-function-error-type'];
      if (trailer) trailers.push(trailer);
    });
  }

  async function stream(body: IncomingMessage, type: string, response: ServerResponse): Promise<void> {
    // Without the prelude the platform answers 200 with the bytes as they are.
    let head: Buffer | undefined = type.startsWith(PRELUDE_TYPE) ? Buffer.alloc(0) : undefined;
    if (!head) response.writeHead(200, { 'content-type': type });
    let sent = 0;
    for await (const chunk of body) {
      let bytes = chunk as Buffer;
      if (head) {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf(DELIMITER);
        if (end < 0) continue;
        const { statusCode, headers, cookies = [] } = JSON.parse(head.toString('utf8', 0, end));
        response.writeHead(statusCode, {
          ...headers,
          ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
        });
        bytes = head.subarray(end + DELIMITER.length);
        head = undefined;
      }
      sent += bytes.length;
      if (sent > STREAM_MAX_BYTES) break;
      if (bytes.length > 0 && !response.write(bytes))
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  }

  return {
    url: `http://127.0.0.1:${port}`,
    trailers,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The event of payload version 2.0: one value a header, cookies apart, a body that is not text in base64. */
function eventOf(request: IncomingMessage, body: Buffer, host: string) {
  const url = new URL(request.url ?? '/', `http://${host}`);
  const { cookie, ...others } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const isText = /^(text\/|application\/(json|xml|javascript))/.test(headers['content-type'] ?? '');
  const path = url.pathname;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookie ? { cookies: cookie.split(/; */) } : {}),
    headers,
    requestContext: {
      accountId: 'anonymous',
      apiId: 'test',
      domainName: host,
      domainPrefix: 'test',
      http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: '' },
      requestId: 'test',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: Date.now(),
    },
    ...(body.length > 0
      ? { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
      : { isBase64Encoded: false }),
  };
}
