import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from './start-site.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => {
  await site.close();
});

test('serves pages, the font and both origins', async () => {
  const page = await fetch(`${site.origin}/basic.html`);
  expect(await page.text()).toContain('A basic page');
  const font = await fetch(`${site.otherOrigin}/fonts/web.woff2`);
  expect(Buffer.from(await font.arrayBuffer()).toString('latin1', 0, 4)).toBe('wOF2');
  expect(site.requests).toContain('GET /basic.html');
});

test('encodes pages in their own bytes', async () => {
  const answer = await fetch(`${site.origin}/encoded/gbk`);
  const text = new TextDecoder('gbk').decode(await answer.arrayBuffer());
  expect(text).toContain('汉字编码');
});

test('guards, redirects and refuses as asked', async () => {
  expect((await fetch(`${site.origin}/picture/8x8/ff0000.png?referer`)).status).toBe(403);
  expect((await fetch(`${site.origin}/picture/8x8/ff0000.png?once`)).status).toBe(200);
  expect((await fetch(`${site.origin}/picture/8x8/ff0000.png?once`)).status).toBe(410);
  expect((await fetch(`${site.origin}/redirect?times=3`)).url).toBe(`${site.origin}/basic.html`);
  expect((await fetch(`${site.origin}/../../package.json`)).status).toBe(404);
});
