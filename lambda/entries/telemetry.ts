import { createServer, type IncomingMessage, request } from 'node:http';
import { basename } from 'node:path';
import { writeLine } from '../aws/json-log.ts';
import { metricLines } from '../aws/telemetry.ts';

/**
 * An external extension of Lambda: a program of its own in /opt/extensions that the platform starts beside the
 * function. It receives the platform's telemetry and writes init time, duration, billed time and peak memory of each
 * invocation into the log as embedded metrics; it asks nobody else and needs no permission.
 */
const api = process.env.AWS_LAMBDA_RUNTIME_API ?? '';
/** The last word of the handler's file names the function: the same in every deployment, so the metrics are few. */
const functionName =
  process.env.STILLPAGE_FUNCTION ?? basename(process.env._HANDLER ?? 'function').split('.')[0] ?? '';
/** The platform gives an extension the name of its file. */
const NAME = basename(process.env.STILLPAGE_EXTENSION ?? 'stillpage-telemetry');
const PORT = 4243;
/** How the platform bundles events: the smallest times it takes, so that little is held when the sandbox freezes. */
const BUFFERING = { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 };
/** Largest batch that is read, in bytes: eight times the one asked for. */
const BATCH_MAX_BYTES = 2 * 1024 * 1024;

const server = createServer(async (incoming, response) => {
  try {
    for (const line of metricLines(JSON.parse(await textOf(incoming)), functionName)) writeLine(line);
    response.writeHead(200).end();
  } catch {
    response.writeHead(400).end();
  }
});
server.on('error', (error) =>
  writeLine(JSON.stringify({ level: 'warning', message: `telemetry: ${error.message}` })),
);
server.listen(PORT, '0.0.0.0');

const registered = await ask(
  'POST',
  '/2020-01-01/extension/register',
  { 'Lambda-Extension-Name': NAME },
  {
    events: ['SHUTDOWN'],
  },
);
const identity = { 'Lambda-Extension-Identifier': registered.identifier };
if (registered.status !== 200) {
  writeLine(JSON.stringify({ level: 'error', message: `telemetry: not registered, ${registered.status}` }));
  process.exit(1);
}
const subscribed = await ask('PUT', '/2022-07-01/telemetry', identity, {
  schemaVersion: '2022-12-13',
  types: ['platform'],
  buffering: BUFFERING,
  destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${PORT}` },
});
// An emulator may not have it; the function goes on without these metrics.
if (subscribed.status !== 200)
  writeLine(JSON.stringify({ level: 'warning', message: `telemetry: none here, ${subscribed.status}` }));

for (;;) {
  const { body } = await ask('GET', '/2020-01-01/extension/event/next', identity);
  if (/"eventType"\s*:\s*"SHUTDOWN"/.test(body) || body === '') break;
}
// The last report may still be on its way.
setTimeout(() => process.exit(0), BUFFERING.timeoutMs * 4);

function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ status: number; identifier: string; body: string }> {
  return new Promise((resolve) => {
    const failed = (error: Error) => {
      writeLine(JSON.stringify({ level: 'warning', message: `telemetry: ${error.message}` }));
      resolve({ status: 0, identifier: '', body: '' });
    };
    const outgoing = request(
      `http://${api}${path}`,
      { method, headers: { ...headers, 'content-type': 'application/json' } },
      (response) => {
        textOf(response).then(
          (text) =>
            resolve({
              status: response.statusCode ?? 0,
              identifier: String(response.headers['lambda-extension-identifier'] ?? ''),
              body: text,
            }),
          failed,
        );
      },
    );
    outgoing.on('error', failed);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > BATCH_MAX_BYTES) throw new Error('a batch is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
