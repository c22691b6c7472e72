import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { storeArtifact } from '@stillpage/lambda/library/artifacts.ts';
import { openFolderStore } from '@stillpage/lambda/store/folder-store.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

/** A photograph as hard to pack as one: noise. */
const photograph = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 70 })
    .toBuffer();
const FONT = fileURLToPath(import.meta.resolve('@fontsource/pacifico/files/pacifico-latin-400-normal.woff2'));
const words = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `Sentence ${index} of the page, with ${index * 7919} boats.`,
  ).join(' ');

describe('the size of a still as it is stored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpage-size-'));
  const bodies = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  const served = new Map<string, number>();
  const answer: RequestListener = (request, response) => {
    const url = request.url ?? '';
    const body = bodies.get(url);
    if (body) served.set(url, body.bytes.length);
    response.writeHead(body ? 200 : 404, { 'content-type': body?.type ?? 'text/plain' }).end(body?.bytes);
  };
  let pages: PageCaptures;

  beforeAll(async () => {
    const html = (body: string) =>
      Buffer.from(
        `<!doctype html><title>Size</title><link rel="stylesheet" href="/style.css"><body>${body}</body>`,
      );
    const text = (path: string, type: string, bytes: Buffer) => bodies.set(path, { type, bytes });
    for (let index = 0; index < 12; index += 1)
      bodies.set(`/${index}.jpg`, {
        type: 'image/jpeg',
        bytes: await photograph(300 + index * 20, 200 + index * 10),
      });
    bodies.set('/font.woff2', { type: 'font/woff2', bytes: readFileSync(FONT) });
    text(
      '/style.css',
      'text/css',
      Buffer.from(
        `@font-face{font-family:P;src:url(/font.woff2)}h1{font-family:P}.hero{background:url(/0.jpg)}${Array.from({ length: 300 }, (_, index) => `.c${index}{margin:${index}px;color:#${String(index).padStart(3, '0')}}`).join('')}`,
      ),
    );
    const pictures = Array.from({ length: 12 }, (_, index) => `<img src="/${index}.jpg" alt="">`).join('');
    text('/pictures', 'text/html', html(`<h1>Boats</h1>${pictures}<p>${words(50)}</p>`));
    text('/article', 'text/html', html(`<h1>Boats</h1><p>${words(600)}</p><img src="/3.jpg" alt="">`));
    text(
      '/repeated',
      'text/html',
      html(
        `<div class="hero">a</div>${`<img src="/0.jpg" alt=""><div class="hero">b</div>${pictures}`.repeat(6)}<p>${words(50)}</p>`,
      ),
    );
    pages = await startPageCaptures(answer);
  });

  afterAll(async () => {
    await pages?.close();
    rmSync(folder, { recursive: true });
  });

  test.each(['/pictures', '/article', '/repeated'])('of %s is no more than its resources', async (path) => {
    served.clear();
    const { files, status } = await captureOnce(pages.capturer, pages.origin + path, { wanted: ['still'] });
    const resources = [...served.values()].reduce((sum, bytes) => sum + bytes, 0);
    const store = await openFolderStore(join(folder, 'library'));
    const still = files.get('still');
    if (!still || !store.ok) throw new Error('There is no still, or nowhere to put it.');
    const stored = await storeArtifact(store.value, 'a'.repeat(26), still);

    expect(status).toBe('done');
    expect(resources).toBeGreaterThan(50_000);
    const share = stored.ok ? stored.value.storedBytes / resources : Number.NaN;
    expect(share).toBeLessThanOrEqual(1);
  });
});
