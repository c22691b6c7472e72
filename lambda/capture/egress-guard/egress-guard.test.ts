import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { type EgressGuard, type EgressGuardOptions, startEgressGuard } from './egress-guard.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function site(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(listener).listen(0, host);
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function guardWith(options: EgressGuardOptions): Promise<EgressGuard> {
  const guard = await startEgressGuard(options);
  cleanups.push(() => guard.close());
  return guard;
}

const loopback = (port: number) => [{ address: [127, 0, 0, 1], bits: 32, port }];

/** A plain request as a browser sends it to its proxy; rejects when the proxy closes without an answer. */
async function get(
  guard: EgressGuard,
  url: string,
  headers: Record<string, string> = {},
): Promise<IncomingMessage & { body: string }> {
  const asked = request(guard.origin, {
    path: url,
    headers: { host: new URL(url).host, ...headers },
    agent: false,
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return Object.assign(answer, { body: await text(answer) });
}

async function tunnel(guard: EgressGuard, authority: string): Promise<string> {
  const socket = connect(Number(new URL(guard.origin).port), '127.0.0.1');
  cleanups.push(() => socket.destroy());
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!/ 200 /.test(head.toString())) return head.toString().split('\r\n')[0] ?? '';
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return text(socket);
}

test('an allowed origin is reached by request and by tunnel, with its headers and errors as they are', async () => {
  const port = await site((asked, answer) => {
    answer.writeHead(404, 'Nothing Here', [
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'X-Seen',
      asked.headers['user-agent'] ?? '',
    ]);
    answer.end(`${asked.method} ${asked.url} ${asked.headers['proxy-connection']}`);
  });
  const guard = await guardWith({ allowNetwork: loopback(port) });

  const answer = await get(guard, `http://127.0.0.1:${port}/a?b`, {
    'user-agent': 'me',
    'proxy-connection': 'keep-alive',
  });

  expect(answer.statusCode).toBe(404);
  expect(answer.statusMessage).toBe('Nothing Here');
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(answer.headers['x-seen']).toBe('me');
  expect(answer.body).toBe('GET /a?b undefined');
  expect(await tunnel(guard, `127.0.0.1:${port}`)).toContain('GET / undefined');
  expect(guard.traffic.refusals).toEqual([]);
  expect(guard.traffic.connections).toBe(2);
});

test.each([
  '127.0.0.1',
  'localhost',
  '[::1]',
  '0.0.0.0',
  '2130706433',
  '0x7f.1',
  '[::ffff:127.0.0.1]',
  '127.0.0.1.',
])('nothing listens to %s when nothing is allowed', async (host) => {
  let touched = 0;
  const server = createTcpServer(() => {
    touched += 1;
  }).listen(0, '::');
  cleanups.push(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const guard = await guardWith({});

  await expect(get(guard, `http://${host}:${port}/`)).rejects.toThrow();
  expect(await tunnel(guard, `${host}:${port}`)).toBe('HTTP/1.1 502 Bad Gateway');

  expect(touched).toBe(0);
  expect(guard.traffic.refusals).toMatchObject([{ port, kind: 'blocked' }]);
});

test('the port of an opening counts', async () => {
  const open = await site((_asked, answer) => void answer.end('open'));
  const shut = await site((_asked, answer) => void answer.end('shut'));
  const guard = await guardWith({ allowNetwork: loopback(open) });

  expect((await get(guard, `http://127.0.0.1:${open}/`)).body).toBe('open');
  await expect(get(guard, `http://127.0.0.1:${shut}/`)).rejects.toThrow();
});

test('a name is resolved once, so a second answer cannot lead inside', async () => {
  const port = await site((_asked, answer) => void answer.end('the page'));
  const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.2']];
  const guard = await guardWith({
    allowNetwork: loopback(port),
    resolver: async () => answers.shift() ?? [],
  });

  expect((await get(guard, `http://rebind.test:${port}/`)).body).toBe('the page');
  expect((await get(guard, `http://rebind.test:${port}/`)).body).toBe('the page');
  expect(answers.length).toBe(2);
});

test('of mixed answers only the allowed ones are connected to', async () => {
  const port = await site((_asked, answer) => void answer.end('the page'));
  let touched = 0;
  const canary = createTcpServer(() => {
    touched += 1;
  }).listen(port, '127.0.0.2');
  cleanups.push(() => canary.close());
  await once(canary, 'listening');
  const guard = await guardWith({
    allowNetwork: loopback(port),
    resolver: async () => ['127.0.0.2', 'fe80::1', '127.0.0.1'],
  });

  expect((await get(guard, `http://mixed.test:${port}/`)).body).toBe('the page');
  expect(touched).toBe(0);
});

test.each([
  ['a name without an address', async () => [], 'dns'],
  ['a resolver that fails', async () => Promise.reject(new Error('SERVFAIL')), 'dns'],
  ['a resolver that answers nonsense', async () => ['not-an-address'], 'blocked'],
  ['a private answer', async () => ['192.168.1.1'], 'blocked'],
] as const)('%s is named %s', async (_what, resolver, kind) => {
  const guard = await guardWith({ resolver });

  await expect(get(guard, 'http://some.test/')).rejects.toThrow();

  expect(guard.traffic.refusalOf(new URL('http://some.test/'))).toMatchObject({ kind });
});

test('a refused connection is named, and no page is made of it', async () => {
  const port = await site((_asked, answer) => void answer.end());
  for (const cleanup of cleanups.splice(0)) cleanup();
  const guard = await guardWith({ allowNetwork: loopback(port) });

  await expect(get(guard, `http://127.0.0.1:${port}/`)).rejects.toThrow();

  expect(guard.traffic.refusals).toMatchObject([{ port, kind: 'unreachable', detail: 'ECONNREFUSED' }]);
});

test('a kept connection that the site has closed is opened again', async () => {
  const port = await site((_asked, answer) => {
    answer.end('ok');
    setTimeout(() => answer.socket?.destroy(), 5);
  });
  const guard = await guardWith({ allowNetwork: loopback(port) });

  for (let i = 0; i < 20; i += 1) expect((await get(guard, `http://127.0.0.1:${port}/`)).body).toBe('ok');
});

test('a body that breaks off is not passed on as whole', async () => {
  const port = await site((_asked, answer) => {
    answer.writeHead(200, { 'content-length': '1000' });
    answer.write('half');
    setTimeout(() => answer.destroy(), 20);
  });
  const guard = await guardWith({ allowNetwork: loopback(port) });

  await expect(get(guard, `http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('a budget of bytes ends everything at once', async () => {
  const port = await site((_asked, answer) => {
    const pour = setInterval(() => answer.write(Buffer.alloc(100_000)), 1);
    answer.on('close', () => clearInterval(pour));
  });
  const guard = await guardWith({ allowNetwork: loopback(port), maxBytes: 3_000_000 });

  await expect(get(guard, `http://127.0.0.1:${port}/`)).rejects.toThrow();
  expect(guard.traffic.spent).toBe(true);
  await expect(get(guard, `http://127.0.0.1:${port}/`)).rejects.toThrow();
  expect(guard.traffic.refusals).toMatchObject([{ kind: 'budget' }]);
});

test.each([
  'GET / HTTP/1.1',
  'GET https://example.com/ HTTP/1.1',
  'CONNECT nothing HTTP/1.1',
  'CONNECT a:b:c HTTP/1.1',
  'nonsense',
])('%j is closed without an answer', async (line) => {
  const guard = await guardWith({});
  const socket = connect(Number(new URL(guard.origin).port), '127.0.0.1');
  socket.write(`${line}\r\nHost: x\r\n\r\n`);

  expect(await text(socket)).toBe('');
});

test('an opening inside Lambda is refused', async () => {
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'capture';
  cleanups.push(() => delete process.env.AWS_LAMBDA_FUNCTION_NAME);

  await expect(startEgressGuard({ allowNetwork: loopback(80) })).rejects.toThrow(/Lambda/);
});
