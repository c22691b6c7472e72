import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const WORDS = 'Words of the page itself. '.repeat(20);
const answer: RequestListener = (request, response) => {
  const port = request.socket.localPort;
  const silent = `http://localhost:${port}/never`;
  const bodies: Record<string, string> = {
    '/async': `<title>Async</title><p>${WORDS}</p><script async src="${silent}"></script><img src="${silent}?2" width="1" height="1">`,
    '/blocking': `<title>Blocking</title><p>${WORDS}</p><script src="${silent}"></script><p id="last">after the script</p>`,
    '/content': `<title>Content</title><p id="a">…</p><script>fetch('http://localhost:${port}/late').then(r=>r.text()).then(t=>{a.textContent=t})</script>`,
  };
  const path = new URL(request.url ?? '/', 'http://site').pathname;
  if (path === '/late') {
    response.writeHead(200, { 'access-control-allow-origin': '*' });
    setTimeout(() => response.end('content of another site, late'), 3200);
  } else if (bodies[path]) response.writeHead(200, { 'content-type': 'text/html' }).end(bodies[path]);
  else if (path !== '/never') response.writeHead(404).end();
};
let pages: PageCaptures;

beforeAll(async () => {
  pages = await startPageCaptures(answer);
});
afterAll(async () => {
  await pages?.close();
});

const still = (path: string) =>
  captureOnce(pages.capturer, pages.origin + path, { wanted: ['still'], timeoutMs: 60_000 });

test('a third party that never answers does not make the still wait for it', async () => {
  const captured = await still('/async');

  expect(captured.still).toContain('Words of the page itself.');
  expect(captured.omissions.every(({ kind }) => kind === 'image')).toBe(true);
});

test('a script that the parser waits for in vain is given up, and the rest of the page comes', async () => {
  const captured = await still('/blocking');

  expect(captured.still).toContain('after the script');
  expect(captured.error).toBeUndefined();
});

test('a page with nothing on it yet is waited for, whoever sends its content', async () => {
  const captured = await still('/content');

  expect(captured.still).toContain('content of another site, late');
});
