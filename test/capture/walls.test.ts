import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { WALL_PAGES } from './wall-pages.ts';

describe('walls in the place of pages', () => {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-walls-'));
  // Each page is asked for at a host name of its own, so that any of them may have any path.
  const server = createServer((request, response) => {
    const index = Number(/^p(\d+)\./.exec(request.headers.host ?? '')?.[1]);
    const { status = 200, path = '/page', from, html } = WALL_PAGES[index] ?? { html: '' };
    if (from !== undefined && request.url === from) response.writeHead(302, { location: path }).end();
    else if (request.url !== path) response.writeHead(404).end();
    else response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  let capturer: Capturer;
  let port = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    capturer = await createCapturer({
      workDir,
      concurrency: 4,
      allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port }],
      resolver: async () => ['127.0.0.1'],
    });
  });

  afterAll(async () => {
    await capturer?.close();
    server.close();
    server.closeAllConnections();
    rmSync(workDir, { recursive: true });
  });

  test.concurrent.each(WALL_PAGES.map((page, index) => ({ ...page, index })))(
    '$name: $wall',
    async ({ index, wall, path = '/page', from }) => {
      const captured = await captureOnce(capturer, `http://p${index}.test:${port}${from ?? path}`, {
        wanted: ['still'],
      });

      expect(captured.still).toContain('<html');
      expect(captured.wall).toBe(wall);
    },
  );
});
