import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@stillpage/lambda/entries/serve.ts';
import { DEFAULT_LIMITS } from '@stillpage/lambda/http/limits.ts';
import { ERROR_TABLE, type ErrorCode } from '@stillpage/shared/errors.ts';
import fc from 'fast-check';
import { createSmallCapturer } from '../server/small-capturer.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { LINK_ID, type RoughRequest, request, SNAPSHOT_ID } from './request-text.ts';

/** Longest an answer may take, in milliseconds, on a busy machine. */
const PATIENCE_MS = 20_000;
const MANY = 1_000_000_000;

/** Any request is answered in time, by a success or by a code of the table with its own status; nothing is `internal`. */
export const ROUTES: FuzzArea = {
  name: 'routes',
  shortRuns: 150,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'stillpage-fuzz-'));
    const logged: string[] = [];
    const started = await startServer({
      folder,
      port: 0,
      capturer: createSmallCapturer(() => ({ title: 'A title', text: 'Some text' })),
      limits: { ...DEFAULT_LIMITS, wrongTokensPerMinute: MANY, capturesPerHour: MANY, capturesPerDay: MANY },
      log: (line) => logged.push(line),
    });
    if (!started.ok) throw new Error(started.error.message);
    const server = started.value;
    const authorization = `Bearer ${server.token}`;
    const saved = await fetch(`${server.url}/snapshots`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ url: 'https://known.test/', tags: ['a'] }),
    });
    const { id, linkId } = (await saved.json()) as { id: string; linkId: string };
    await fetch(`${server.url}/snapshots/${id}?wait=20`, { headers: { authorization } });
    const named = (text: string) => text.replaceAll(LINK_ID, linkId).replaceAll(SNAPSHOT_ID, id);

    const send = ({ method, target, headers, body, token }: RoughRequest) =>
      new Promise<Buffer>((resolve, reject) => {
        const given = new Map(headers);
        const text = Buffer.from(named(body.toString()), 'utf8');
        const payload = text.includes(id) ? text : body;
        const fields: (readonly [string, string])[] = [
          ['host', given.get('host') ?? '127.0.0.1'],
          ['connection', 'close'],
          ['content-length', String(payload.length)],
          ...(token ? ([['authorization', authorization]] as const) : []),
          ...headers.filter(([name]) => name !== 'host'),
        ];
        const head = `${method} ${named(target)} HTTP/1.1\r\n${fields.map(([name, of]) => `${name}: ${of}\r\n`).join('')}\r\n`;
        const socket = connect(server.port, '127.0.0.1');
        const chunks: Buffer[] = [];
        const timer = setTimeout(() => {
          socket.destroy();
          reject(new Error(`no answer: ${method} ${target}`));
        }, PATIENCE_MS);
        socket.on('data', (chunk) => chunks.push(chunk));
        socket.on('error', () => {});
        socket.on('close', () => {
          clearTimeout(timer);
          resolve(Buffer.concat(chunks));
        });
        socket.write(Buffer.concat([Buffer.from(head, 'utf8'), payload]));
      });

    const answering = fc.asyncProperty(request, async (asked) => {
      logged.length = 0;
      const answer = (await send(asked)).toString('utf8');
      const wrong = problemOf(answer);
      const errors = logged.filter((line) => line.startsWith('error:'));
      if (wrong || errors.length > 0)
        throw new Error(
          `${asked.method} ${asked.target}: ${wrong} ${errors.join('\n')}\n${answer.slice(0, 800)}`,
        );
    });
    return {
      properties: { answering } as never,
      async close() {
        const alive = (await fetch(`${server.url}/health`)).status;
        await server.close();
        await rm(folder, { recursive: true, force: true });
        if (alive !== 200) throw new Error(`the server answers ${alive} after all that`);
      },
    };
  },
};

/** What is wrong with an answer as it came over the wire. */
function problemOf(answer: string): string | undefined {
  const at = answer.indexOf('\r\n\r\n');
  const head = answer.slice(0, at);
  const body = answer.slice(at + 4);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  // What is no HTTP, Node's own parser answers; a tunnel or an upgrade is closed.
  if (answer === '' || (/^HTTP\/1\.1 (400|431|417) /.test(head) && !/\ncontent-type:/i.test(head)))
    return undefined;
  if (status === 500 || status === 502 || Number.isNaN(status)) return `status ${status}`;
  if (/x-ndjson/.test(head) && /"code":"internal"/.test(body)) return 'an import that failed';
  if (status < 400) return undefined;
  const code = /"code":"([a-z-]+)"/.exec(body)?.[1] ?? /data-code="([a-z-]+)"/.exec(body)?.[1];
  if (code === undefined)
    return /text\/html/.test(head) || body === '' ? undefined : `status ${status} without a code`;
  const entry = ERROR_TABLE[code as ErrorCode];
  return entry?.status === status && code !== 'internal' ? undefined : `status ${status} with ${code}`;
}
