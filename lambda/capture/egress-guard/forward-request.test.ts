import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startEgressGuard } from './egress-guard.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A site that speaks in raw bytes, and a connection to a guard that lets nothing through but to it. */
async function behindGuard(onData: (socket: Socket, text: string) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => onData(socket, chunk.toString('latin1')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const guard = await startEgressGuard({ allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port }] });
  const client = connect(Number(new URL(guard.origin).port), '127.0.0.1');
  let answered = '';
  client.on('data', (chunk) => (answered += chunk.toString('latin1')));
  client.on('error', () => {});
  cleanups.push(() => {
    client.destroy();
    guard.close();
    server.close();
  });
  return { port, client, answered: () => answered };
}

test('an answer that names a length and comes in pieces has one end only', async () => {
  const second = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n';
  const { port, client, answered } = await behindGuard((socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n${second.length.toString(16)}\r\n${second}\r\n0\r\n\r\n`,
    ),
  );
  client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);

  await expect.poll(answered).toMatch(/\r\n0\r\n\r\n$/);
  expect(answered().split('\r\n\r\n')[0]).toMatch(/transfer-encoding: chunked/i);
  expect(answered().split('\r\n\r\n')[0]).not.toMatch(/content-length/i);
});

test.each(['in one piece', 'in two'])(
  'an answer that goes on after its end is passed on to there, %s',
  async (how) => {
    const { port, client, answered } = await behindGuard((socket) => {
      const head = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
      if (how === 'in one piece') socket.end(`${head}whole and more`);
      else socket.write(`${head}wh`, () => setTimeout(() => socket.end('ole and more'), 20));
    });
    client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);

    await expect.poll(answered).toMatch(/\r\n\r\nwhole$/);
  },
);

test('a question with a body is sent with all of it, so the next one is not read as its rest', async () => {
  let seen = '';
  const { port, client, answered } = await behindGuard((socket, text) => {
    seen += text;
    if (seen.includes('hello')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const head = `Host: 127.0.0.1:${port}\r\n`;
  client.write(`GET http://127.0.0.1:${port}/a HTTP/1.1\r\n${head}Content-Length: 5\r\n\r\nhello`);

  await expect.poll(answered).toMatch(/ok$/);
  expect(seen).toMatch(/^GET \/a HTTP\/1.1\r\n/);
  expect(seen).toMatch(/\r\n\r\nhello$/);
});

test.each([
  ['both a length and pieces', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nX'],
  ['two lengths', 'Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde'],
  ['pieces twice', 'Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'],
  ['a name with a space', 'Content-Length : 5\r\n', 'abcde'],
])('a question with %s goes nowhere', async (_what, headers, body) => {
  let seen = '';
  const { port, client } = await behindGuard((_socket, text) => {
    seen += text;
  });
  const closed = once(client, 'close');

  client.write(`POST http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`);

  await closed;
  expect(seen).toBe('');
});
