import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { useApi } from './running-api.ts';

const { call, server } = useApi();

test.each([
  ['not a URL', { url: 'example' }, 400, 'invalid-url'],
  ['file:', { url: 'file:///etc/passwd' }, 400, 'invalid-url'],
  ['chrome:', { url: 'chrome://settings' }, 400, 'invalid-url'],
  ['javascript:', { url: 'javascript:alert(1)' }, 400, 'invalid-url'],
  ['no address', {}, 400, 'invalid-request'],
  [
    '500 tags',
    { url: 'https://example.org/', tags: Array.from({ length: 500 }, (_, i) => `t${i}`) },
    400,
    'invalid-request',
  ],
  [
    'control characters in a tag',
    { url: 'https://example.org/', tags: ['a\u0007b'] },
    400,
    'invalid-request',
  ],
  ['a tag that is no text', { url: 'https://example.org/', tags: [1] }, 400, 'invalid-request'],
  ['an unknown field', { url: 'https://example.org/', surprise: 1 }, 400, 'invalid-request'],
  ['a wrong id', { id: '../../etc', url: 'https://example.org/' }, 400, 'invalid-request'],
  ['a wrong view', { url: 'https://example.org/', view: { width: 1e9 } }, 400, 'invalid-request'],
  ['not an object', [], 400, 'invalid-request'],
  ['not JSON', '{"url":', 400, 'invalid-request'],
  ['a prototype', '{"url":"https://example.org/","__proto__":{"x":1}}', 400, 'invalid-request'],
  [
    'a body over the limit',
    JSON.stringify({ url: 'https://example.org/', note: 'x'.repeat(70_000) }),
    413,
    'too-large',
  ],
])('%s', async (_name, body, status, code) => {
  const answer = await call('POST', '/snapshots', body);
  expect([answer.status, answer.json.error.code]).toEqual([status, code]);
  expect(answer.json.error.message).not.toBe('');
});

test('a body over the limit is refused too when its length is not announced', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const request = httpRequest(`${server().url}/snapshots`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server().token}`, 'transfer-encoding': 'chunked' },
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    for (let i = 0; i < 40; i += 1) request.write('x'.repeat(4096));
    request.end();
  });
  expect(status).toBe(413);
  expect((await call('GET', '/tags')).status).toBe(200);
});

test.each([
  ['GET', '/links?limit=0'],
  ['GET', '/links?limit=1e9'],
  ['GET', '/links?before=nonsense'],
  ['GET', '/links?q=x&before=r99999999'],
  ['GET', '/links?surprise=1'],
  ['GET', '/links?q=a&q=b'],
  ['GET', '/snapshots/00000000000000000000000000?wait=999'],
])('%s %s is invalid-request', async (method, path) => {
  const answer = await call(method, path);
  expect([answer.status, answer.json.error?.code]).toEqual([400, 'invalid-request']);
});

test.each([
  ['GET', '/snapshots/00000000000000000000000000'],
  ['GET', '/snapshots/..%2f..%2fetc%2fpasswd'],
  ['GET', '/links/00000000000000000000000000'],
  ['DELETE', '/links/00000000000000000000000000'],
  ['DELETE', '/snapshots/00000000000000000000000000'],
  ['POST', '/snapshots/00000000000000000000000000/retry'],
  ['GET', '/nothing'],
  ['PUT', '/links'],
])('%s %s is not-found', async (method, path) => {
  const answer = await call(method, path);
  expect([answer.status, answer.json.error?.code]).toEqual([404, 'not-found']);
});

test.each([
  "' OR 1=1 --",
  "'; DROP TABLE links; --",
  '"',
  '\\',
  '%_*?',
  '\u0000',
  '\ud800',
  '((((',
  'AND OR NOT',
  '🙂',
  '“”',
  "a'b''c",
])('the search %j finds nothing that is not there and breaks nothing', async (q) => {
  const answer = await call(
    'GET',
    `/links?q=${encodeURIComponent(q.toWellFormed())}&tag=${encodeURIComponent(`${q}x`.toWellFormed())}`,
  );
  expect([answer.status, answer.json.links]).toEqual([200, []]);
});
