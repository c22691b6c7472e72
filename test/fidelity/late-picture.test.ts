import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce } from '../capture/capture-once.ts';
import { picture } from '../site/picture.ts';

/** Longer than another site's picture is waited for when nobody would miss it, in milliseconds. */
const FIRST_BYTE_MS = 3000;
const WORDS = 'Words of the page itself, and many of them. '.repeat(60);
const workDir = mkdtempSync(join(tmpdir(), 'stillpage-late-'));
let server: Server;
let port = 0;
let capturer: Capturer;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/late.png')
      setTimeout(
        () => response.writeHead(200, { 'content-type': 'image/png' }).end(picture(64, 64, '00aa55')),
        FIRST_BYTE_MS,
      );
    else if (request.url === '/')
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<title>Late</title><p>${WORDS}</p><img src="http://localhost:${port}/late.png">`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  capturer = await createCapturer({ workDir, allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port }] });
});
afterAll(async () => {
  await capturer?.close();
  server.closeAllConnections();
  server.close();
  rmSync(workDir, { recursive: true, force: true });
});

test('a picture of a slow other site that somebody would miss is waited for', async () => {
  const captured = await captureOnce(capturer, `http://127.0.0.1:${port}/`, {
    wanted: ['still'],
    timeoutMs: 60_000,
  });

  expect(captured.omissions).toEqual([]);
  expect(captured.still).toContain('data:image/png;base64,');
});
