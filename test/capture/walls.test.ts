import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';
import { WALL_PAGES } from './wall-pages.ts';

describe('walls in the place of pages', () => {
  // Each page is asked for at a host name of its own, so that any of them may have any path.
  const answer: RequestListener = (request, response) => {
    const index = Number(/^p(\d+)\./.exec(request.headers.host ?? '')?.[1]);
    const { status = 200, path = '/page', from, html } = WALL_PAGES[index] ?? { html: '' };
    if (from !== undefined && request.url === from) response.writeHead(302, { location: path }).end();
    else if (request.url !== path) response.writeHead(404).end();
    else response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  };
  let pages: PageCaptures;

  beforeAll(async () => {
    pages = await startPageCaptures(answer, { concurrency: 4, resolver: async () => ['127.0.0.1'] });
  });
  afterAll(async () => {
    await pages?.close();
  });

  test.concurrent.each(WALL_PAGES.map((page, index) => ({ ...page, index })))(
    '$name: $wall',
    async ({ index, wall, path = '/page', from }) => {
      const captured = await captureOnce(
        pages.capturer,
        `http://p${index}.test:${pages.port}${from ?? path}`,
        {
          wanted: ['still'],
        },
      );

      expect(captured.still).toContain('<html');
      expect(captured.wall).toBe(wall);
    },
  );
});
