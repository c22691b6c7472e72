import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const page = (words: string, head = '') =>
  `<!doctype html><html><head><title>T</title>${head}</head><body><h1>${words}</h1></body></html>`;

describe('answers that break off, never come or lead on', () => {
  const answer: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const html = (body: string, headers = {}) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
    const port = request.socket.localPort;
    if (pathname === '/silent-sheet')
      html(page('under a sheet', `<link rel="stylesheet" href="http://sheets.test:${port}/never">`));
    else if (pathname === '/never') return;
    else if (pathname === '/cut') {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': 50_000 });
      response.write(page('half of a page'), () => setTimeout(() => response.destroy(), 100));
    } else if (pathname === '/garbled') html('not packed at all', { 'content-encoding': 'br' });
    else if (pathname === '/who') response.writeHead(401, { 'content-length': 0 }).end();
    else if (pathname === '/first')
      html(page('first', '<meta http-equiv="refresh" content="0;url=/second">'));
    else if (pathname === '/second') html(page('second', '<script>location="/third"</script>'));
    else if (pathname === '/third') html(page('the end of the chain'));
    else if (pathname === '/circle') html(page('round', '<meta http-equiv="refresh" content="0">'));
    else response.writeHead(404).end();
  };
  let pages: PageCaptures;

  beforeAll(async () => {
    pages = await startPageCaptures(answer, { concurrency: 4, resolver: async () => ['127.0.0.1'] });
  });
  afterAll(async () => {
    await pages?.close();
  });
  const capture = (where: string) =>
    captureOnce(pages.capturer, `http://site.test:${pages.port}${where}`, {
      wanted: ['still', 'screenshot', 'text'],
    });

  test.concurrent('a sheet that never comes takes neither pictures nor words with it', async () => {
    const { status, files, text, omissions } = await capture('/silent-sheet');

    expect({ status, files: [...files.keys()].sort() }).toEqual({
      status: 'partial',
      files: ['screenshot', 'still', 'text'],
    });
    expect(text).toContain('under a sheet');
    expect(omissions).toEqual([expect.objectContaining({ kind: 'stylesheet', reason: 'timeout' })]);
  });

  test.concurrent('a page that breaks off is kept as far as it came, and says so', async () => {
    const { status, text, omissions } = await capture('/cut');

    expect(status).toBe('partial');
    expect(text).toContain('half of a page');
    expect(omissions).toEqual([expect.objectContaining({ kind: 'content', reason: 'connection-failed' })]);
  });

  test.concurrent.each([
    ['/garbled', 'connection-failed', undefined],
    ['/who', 'unsupported-content', 'login'],
  ])('%s has no page: %s', async (where, code, wall) => {
    const captured = await capture(where);

    expect({ status: captured.status, code: captured.error?.code, wall: captured.wall }).toEqual({
      status: 'failed',
      code,
      wall,
    });
  });

  test.concurrent('a chain is followed to its end', async () => {
    const { status, text, page: found } = await capture('/first');

    expect({ status, url: new URL(found?.finalUrl ?? '').pathname }).toEqual({
      status: 'done',
      url: '/third',
    });
    expect(text).toContain('the end of the chain');
  });

  test.concurrent('a circle ends, with the page it goes round', async () => {
    const { status, files, text } = await capture('/circle');

    expect({ status, files: [...files.keys()].sort() }).toEqual({
      status: 'partial',
      files: ['screenshot', 'still', 'text'],
    });
    expect(text).toContain('round');
  });
});
