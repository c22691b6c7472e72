import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const PLACEHOLDER = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>`;
const DOT = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
let pages: PageCaptures;

beforeAll(async () => {
  pages = await startPageCaptures((request, response) => {
    if (request.url !== '/') response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          `<title>Lazy</title><p>words</p><img src="${PLACEHOLDER}" data-src="/gone.png"><img src="${DOT}" data-src="/gone.png">`,
        );
  });
});
afterAll(async () => {
  await pages?.close();
});

test('a lazy picture that cannot be had looks as it did before', async () => {
  const { still } = await captureOnce(pages.capturer, `${pages.origin}/`, { wanted: ['still'] });

  expect(still).toMatch(/<img [^>]*width='40' height='30'/);
  expect(still).toMatch(/<img [^>]*width='1' height='1'/);
});
