import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ERROR_TABLE, type ErrorCode } from '@stillpage/shared/errors.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChromium } from './chromium.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';

const TOKEN = `sp_${'x'.repeat(40)}`;
const OPEN = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

/** Every way a backend may be wrong, by the first level of its address; `…/health` is asked first. */
const WAYS: Record<string, (path: string, response: ServerResponse) => void> = {
  '/redirect': (path, response) => {
    response.writeHead(301, { ...OPEN, location: `/elsewhere${path}` }).end();
  },
  '/web-page': (_path, response) => {
    response.writeHead(200, { ...OPEN, 'content-type': 'text/html' }).end('<h1>Router</h1>');
  },
  '/no-cors': (_path, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
  },
  '/other-json': (_path, response) => {
    response.writeHead(200, { ...OPEN, 'content-type': 'application/json' }).end('{"status":"green"}');
  },
  '/hang-up': (_path, response) => response.destroy(),
  '/unauthorized': refusing('unauthorized'),
  '/forbidden': refusing('forbidden'),
  '/rate-limited': refusing('rate-limited'),
  '/storage-unavailable': refusing('storage-unavailable'),
  '/nonsense': (path, response) => {
    if (path === '/health') healthy(response);
    else response.writeHead(502, OPEN).end('Bad gateway');
  },
};

const TROUBLES = Object.keys(WAYS);
/** Nothing is wrong with it, but its index is still being built. */
WAYS['/indexing'] = (path, response) => {
  if (path === '/health') return healthy(response);
  const answer = path.startsWith('/changes')
    ? { links: [], next: 'x.0', more: false }
    : { links: [], indexing: { done: 3, of: 10 } };
  response.writeHead(200, { ...OPEN, 'content-type': 'application/json' }).end(JSON.stringify(answer));
};

function healthy(response: ServerResponse): void {
  response
    .writeHead(200, { ...OPEN, 'content-type': 'application/json' })
    .end('{"status":"ok","version":"0.1.0"}');
}

function refusing(code: ErrorCode) {
  return (path: string, response: ServerResponse) => {
    if (path === '/health') return healthy(response);
    const { status, retryable, en } = ERROR_TABLE[code];
    response
      .writeHead(status, { ...OPEN, 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { code, message: en, retryable } }));
  };
}

let server: Server;
let base = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    const [, level = '', rest = ''] = /^(\/[^/]+)(.*)$/.exec(request.url ?? '') ?? [];
    const way = WAYS[level];
    if (!way) response.writeHead(404).end();
    else if (request.method === 'OPTIONS' && level !== '/no-cors' && level !== '/hang-up')
      response.writeHead(204, { ...OPEN, 'access-control-allow-methods': '*' }).end();
    else way(rest, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server?.close();
  server?.closeAllConnections();
});

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('what is wrong with a connection, in %s', (_name, start) => {
  let browser: DrivenBrowser;
  beforeAll(async () => {
    browser = await start({ language: 'zh-CN' });
  });
  afterAll(() => browser?.close());

  test('each trouble has its own plain words, in the person’s language', async () => {
    const options = await browser.openExtensionPage('options/index.html');
    await options.waitForSelector('#connect-string');
    const told: Record<string, string> = {};
    let before = '';
    for (const [name, address] of [
      ...TROUBLES.map((way) => [way, `stillpage+${base}${way}/#${TOKEN}`] as const),
      ['/nobody', `stillpage+http://127.0.0.1:9/#${TOKEN}`] as const,
      ['/no-tls', `stillpage+${base.replace('http:', 'https:')}/#${TOKEN}`] as const,
      ['/far', `stillpage+https://nobody.invalid/#${TOKEN}`] as const,
      ['/no-string', `${base}/#${TOKEN}`] as const,
    ]) {
      await options.$eval('#connect-string', (field) => {
        (field as HTMLInputElement).value = '';
      });
      await options.type('#connect-string', address);
      await options.click('#connect');
      // The address in it tells each answer from the one before.
      before = await until(name, async () => {
        const shown = await options.evaluate(() => document.querySelector('#note.bad')?.textContent);
        return shown === before ? undefined : shown;
      });
      told[name] = before;
    }
    const where = (name: string) => told[name]?.replace(/\S*https?:\/\/\S+/, 'X');
    expect(Object.fromEntries(Object.keys(told).map((name) => [name, where(name)]))).toEqual({
      '/redirect': 'X 会跳转到另一个地址。请直接使用那个地址，通常只是改为 https。',
      '/web-page': 'X 有应答，但不是 Stillpage。',
      '/no-cors': 'X 有应答，但不是 Stillpage。',
      '/other-json': 'X 有应答，但不是 Stillpage。',
      '/hang-up': 'X 没有应答。后端启动了吗？',
      '/unauthorized': 'X 不认识这个令牌。用 stillpage token 获取新的令牌。',
      '/forbidden': expect.stringContaining('此令牌无权读取 X 的资料库'),
      '/rate-limited': 'X 收到的请求过多，请过一分钟再试。',
      '/storage-unavailable': expect.stringContaining('X 是 Stillpage，也认识此令牌'),
      '/nonsense': expect.stringContaining('X 是 Stillpage，也认识此令牌'),
      '/nobody': 'X 没有应答。后端启动了吗？',
      '/no-tls': expect.stringContaining('请在标签页中打开它'),
      '/far': expect.stringContaining('地址对吗？'),
      '/no-string': expect.stringContaining('这不是连接串'),
    });
    expect(await options.evaluate(() => chrome.storage.local.get('settings'))).toEqual({});
    await options.close();
  });

  test('a backend that is still putting its links in order is not taken for an empty one', async () => {
    const options = await browser.openExtensionPage('options/index.html');
    await (await options.waitForSelector('#connect-string'))?.type(`stillpage+${base}/indexing/#${TOKEN}`);
    await options.click('#connect');
    await (await options.waitForSelector('#test'))?.click();
    await until('the word of the test', () =>
      options.evaluate(() => /连接正常.*3 \/ 10/.test(document.querySelector('#note')?.textContent ?? '')),
    );
    const popup = await browser.openExtensionPage('popup/index.html');
    await until('the word in the list', () =>
      popup.evaluate(() => document.querySelector('.missing')?.textContent?.includes('3 / 10')),
    );
    expect(await popup.$('.empty')).toBeNull();
    await Promise.all([popup.close(), options.close()]);
  });
});
