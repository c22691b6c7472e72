import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshServer, startFreshServer } from './fresh-server.ts';
import { createSmallCapturer } from './small-capturer.ts';

let server: FreshServer;
let ids = { id: '', linkId: '' };
/** Every call that the API describes; a unit test holds that description against the routes of the application. */
let routes: readonly (readonly [method: string, path: string])[] = [];

beforeAll(async () => {
  const capturer = createSmallCapturer(() => ({ title: 'A <b>title</b>', text: 'Words' }));
  server = await startFreshServer({ capturer });
  const body = JSON.stringify({ url: 'https://example.org/' });
  ids = await (await ask('POST', '/snapshots', { body })).json();
  await ask('GET', `/snapshots/${ids.id}?wait=20`);
  const { paths } = await (await ask('GET', '/openapi.json')).json();
  routes = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
  );
});
afterAll(async () => {
  await server?.close();
});

function ask(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(server.url + path, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${server.token}` },
    ...init,
  });
}

/** Each route as its owner asks, as a stranger, and for what is not there. */
async function answersOf(method: string, path: string): Promise<Response[]> {
  const own = path
    .replace('{other}', ids.id)
    .replace('{tag}', 'none')
    .replace(
      '{id}',
      path.startsWith('/links') ? ids.linkId : path.startsWith('/tokens') ? '0'.repeat(64) : ids.id,
    );
  const absent = path.replace(/\{\w+\}/g, '0'.repeat(26));
  // What would remove the one snapshot is asked for where there is none.
  const answers = [await ask(method, method === 'DELETE' ? absent : own), await ask(method, absent)];
  answers.push(await ask(method, own, { headers: {} }));
  answers.push(await ask('OPTIONS', own, { headers: { origin: 'https://evil.example' } }));
  return answers;
}

test('no call passes over a parameter that it does not know', async () => {
  for (const [method, path] of routes) {
    const own = path.replace(/\{\w+\}/g, '0'.repeat(26));
    const plain = await ask(method, own, { headers: {} });
    // What is open to all may be asked with whatever a messenger hangs on a link.
    if (plain.status !== 401) continue;
    const answer = await ask(method, `${own}?stray=1`);

    expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 400`);
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid-request' } });
  }
});

test('no answer of any route runs script, is sniffed, framed by others or sets a cookie', async () => {
  expect(routes.length).toBeGreaterThan(40);
  for (const [method, path] of [...routes, ['GET', '/nothing/here'], ['GET', '/s/../tokens']] as const) {
    for (const answer of await answersOf(method, path)) {
      const { headers, status } = answer;
      const what = `${method} ${path} ${status}`;
      await answer.body?.cancel();
      const policy = headers.get('content-security-policy') ?? '';
      expect(headers.get('x-content-type-options'), what).toBe('nosniff');
      expect(headers.get('referrer-policy'), what).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy'), what).toBe('same-origin');
      expect(headers.get('set-cookie'), what).toBeNull();
      expect(headers.get('access-control-allow-credentials'), what).toBeNull();
      expect(policy, what).toContain("default-src 'none'");
      // Script runs on our own pages only, and only the one whose digest the policy names or our own files.
      if (/script-src/.test(policy)) expect(policy, what).not.toMatch(/unsafe|https?:|script-src[^;]*\*/);
      else if (!headers.get('content-type')?.startsWith('text/html') || path.startsWith('/s/{id}/'))
        expect(policy, what).toMatch(/(^|; )sandbox|frame-ancestors 'none'/);
      if (/^\/s\/\{id\}\/\w+$/.test(path) && method === 'GET' && status === 200)
        expect(policy, what).toMatch(/^sandbox( allow-popups allow-popups-to-escape-sandbox)?; /);
    }
  }
});

test('no GET changes anything', async () => {
  const before = await (await ask('GET', '/links')).text();
  for (const [method, path] of routes) if (method === 'GET') await answersOf(method, path);

  expect(await (await ask('GET', '/links')).text()).toBe(before);
});
