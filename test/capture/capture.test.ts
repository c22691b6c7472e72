import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce, processesIn } from './capture-once.ts';
import { CHROMIUMS } from './chromiums.ts';
import { type PageServer, servePages } from './pages.ts';

describe.each(CHROMIUMS)('a capture with the $name', ({ path }) => {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-capture-'));
  let pages: PageServer;
  let capturer: Capturer;

  beforeAll(async () => {
    pages = await servePages();
    capturer = await createCapturer({
      ...(path ? { chromiumPath: path } : {}),
      workDir,
      allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port: pages.port }],
    });
  });

  afterAll(async () => {
    await capturer.close();
    pages.close();
    expect(processesIn(workDir)).toEqual([]);
    expect(readdirSync(workDir)).toEqual([]);
    rmSync(workDir, { recursive: true });
  });

  const capture = (where: string, choices = {}) => captureOnce(capturer, `${pages.origin}${where}`, choices);

  test('gives still, pictures, text and facts', async () => {
    const stages: string[] = [];
    const captured = await captureOnce(capturer, `${pages.origin}/plain`, {
      wanted: ['still', 'screenshot', 'thumbnail', 'text', 'pdf'],
    });

    expect(captured).toMatchObject({
      status: 'done',
      omissions: [],
      page: {
        finalUrl: `${pages.origin}/plain`,
        httpStatus: 200,
        title: '一个标题',
        description: '关于静止页面',
      },
    });
    expect(captured.versions.chromium).toBe(capturer.chromiumVersion);
    expect(captured.still).toContain('静止的页面');
    expect(captured.still).not.toContain('<script');
    expect(captured.text).toMatch(/^# 一个标题\n[\s\S]*这是第一段正文[\s\S]*Second paragraph/);
    const screenshot = await sharp(captured.files.get('screenshot')?.bytes).metadata();
    expect(screenshot).toMatchObject({ format: 'webp', width: 1280 });
    const thumbnail = await sharp(captured.files.get('thumbnail')?.bytes).metadata();
    expect(thumbnail).toMatchObject({ format: 'webp', width: 640, height: 400 });
    expect(
      Buffer.from(captured.files.get('pdf')?.bytes ?? [])
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(stages).toEqual([]);
  });

  test('the page sees the window, language and zone of the asker, and an ordinary browser', async () => {
    const { text, still } = await capture('/me', {
      view: {
        width: 1024,
        height: 700,
        deviceScaleFactor: 2,
        colorScheme: 'dark',
        locale: 'zh-CN',
        timezone: 'Asia/Shanghai',
      },
    });
    const json = /\{.*\}/s.exec(still.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))?.[0] ?? text;
    const me = JSON.parse(/\{"headers".*?"ratio":\d+\}/s.exec(json)?.[0] ?? '{}');

    expect(me).toMatchObject({
      locale: 'zh-CN',
      zone: 'Asia/Shanghai',
      dark: true,
      hover: true,
      width: 1024,
      height: 700,
      ratio: 2,
    });
    expect(me.languages[0]).toBe('zh-CN');
    expect(me.headers['accept-language']).toMatch(/^zh-CN,zh/);
    expect(JSON.stringify(me)).not.toMatch(/headless/i);
    expect(me.headers['user-agent']).toBe(me.agent);
  });

  test.each([
    ['/late-fetch', 'the late words'],
    ['/late-timer', 'the late words'],
    ['/chained', '01234 done'],
    ['/late-chain', 'the late words'],
    ['/late-socket', 'the late words'],
    ['/late-count', 'the late words'],
  ])('%s is waited for', async (where, words) => {
    expect((await capture(where)).still).toContain(words);
  });

  test.each([
    ['/lazy-native', 10],
    ['/lazy-observer', 8],
    ['/lazy-rendered', 8],
    ['/lazy-scroll', 8],
    ['/lazy-wechat', 6],
    ['/sandboxed', 6],
  ])('%s shows all its pictures', async (where, count) => {
    const { still, files } = await capture(where);

    expect(still.match(/src="data:image\/svg/g)?.length).toBe(count);
    const { dominant } = await sharp(await bottomLeft(files.get('screenshot')?.bytes)).stats();
    expect(dominant.r).toBeGreaterThan(150);
    expect(dominant.g).toBeLessThan(60);
  });

  test('what appears on scrolling has appeared for good', async () => {
    const { files } = await capture('/reveal');

    const { dominant } = await sharp(files.get('screenshot')?.bytes).stats();
    expect([dominant.r, dominant.g > 100, dominant.b]).toEqual([8, true, 8]);
  });

  test.each(['/hides-again', '/seen-in-the-middle'])('%s: nothing stays hidden', async (where) => {
    const { still } = await capture(where, { wanted: ['still'] });

    expect(still.match(/class="r on"/g)?.length).toBe(5);
  });

  test('page and menu stay where they were scrolled to, though what stands above grows', async () => {
    const { still } = await capture('/part#part', { wanted: ['still'] });

    expect(still).toMatch(/<p id="grows" style="[^"]*height: ?500px/);
    expect(still).toMatch(/<sp-scroll style="[^"]*top:25\d\dpx/);
    const menu = await capture('/scrolled-menu', { wanted: ['still'] });
    expect(menu.still).toMatch(/<sp-scroll style="[^"]*top:700px/);
    expect(menu.still).toContain('class="at-the-start"');
  });

  test('an endless list ends', async () => {
    const captured = await capture('/endless-scroll');

    expect(captured.status).toMatch(/done|partial/);
    expect(captured.still).toContain('item 20');
    expect(captured.milliseconds).toBeLessThan(20_000);
  });

  test.each(['/worker', '/events', '/sandboxed'])('%s does not hold the capture up', async (where) => {
    const captured = await capture(where);

    expect(captured.status).toBe('done');
    expect(captured.timings.settling).toBeLessThan(4000);
  });

  test('a short page whose timers come back for ever is not waited for', async () => {
    expect((await capture('/looks-again')).timings.settling).toBeLessThan(3000);
  });

  test('a page that asks after something all the time comes to rest', async () => {
    expect(await capture('/polls')).toMatchObject({ status: 'done', omissions: [] });
  });

  test('a long page is made smaller, a longer one is laid in columns, an endless one is cut and says so', async () => {
    const tall = await capture('/tall');
    expect(tall).toMatchObject({ status: 'done', omissions: [] });
    const picture = await sharp(tall.files.get('screenshot')?.bytes).metadata();
    expect(picture.height).toBeGreaterThan(16_000);
    expect(picture.width).toBeLessThan(1280);
    const { data } = await sharp(tall.files.get('screenshot')?.bytes)
      .extract({ left: 10, top: picture.height - 20, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[2]).toBeGreaterThan(200);

    const columns = await capture('/taller');
    expect(columns).toMatchObject({ status: 'done', omissions: [] });
    const laid = sharp(columns.files.get('screenshot')?.bytes);
    const { width = 0, height = 0 } = await laid.metadata();
    expect([width > 1900, height > 14_000]).toEqual([true, true]);
    // The stripe near the end of the page stands near the end of the last column.
    const part = { left: width - 100, top: Math.round((14_400 / 15_000) * height), width: 20, height: 20 };
    const stripe = await sharp(await laid.extract(part).toBuffer()).stats();
    expect([stripe.dominant.r > 200, stripe.dominant.b < 60]).toEqual([true, true]);

    // Once is enough: the picture of it is the largest there is.
    if (path !== CHROMIUMS[0]?.path) return;
    const cut = await capture('/endlessly-tall', { wanted: ['screenshot', 'thumbnail'] });
    expect(cut.status).toBe('partial');
    expect(cut.omissions).toContainEqual({ what: 'screenshot', kind: 'artifact', reason: 'too-large' });
    expect(cut.files.has('thumbnail')).toBe(true);
  });

  test('Chinese, Japanese and emoji are drawn', async () => {
    const { files } = await capture('/glyphs');
    const inked = async (row: number) => {
      const part = await sharp(files.get('screenshot')?.bytes)
        .extract({ left: 0, top: row * 100, width: 200, height: 100 })
        .toBuffer();
      const { channels } = await sharp(part).stats();
      return Math.max(...channels.slice(0, 3).map(({ stdev }) => stdev));
    };

    for (const row of [0, 1, 2, 3]) expect(await inked(row), `row ${row}`).toBeGreaterThan(10);
  });

  test.each([
    ['/missing', 404, 'No such page'],
    ['/broken', 500, 'It broke'],
    ['/text.txt', 200, 'plain words 文字'],
    ['/data.json', 200, '文字'],
  ])('%s is captured with its status', async (where, httpStatus, words) => {
    const captured = await capture(where);

    expect(captured).toMatchObject({ status: 'done', page: { httpStatus } });
    expect(captured.still).toContain(words);
  });

  test('an address that is a PDF keeps the file', async () => {
    const captured = await capture('/paper.pdf');

    expect(captured.status).toBe('done');
    expect(Buffer.from(captured.files.get('pdf')?.bytes ?? []).toString('latin1')).toMatch(
      /^%PDF-1.4[\s\S]*%%EOF/,
    );
    expect(captured.still).toContain('paper.pdf');
  });

  test.each([
    ['/cloudflare', 'bot'],
    ['/wechat', 'bot'],
    ['/private', 'login'],
    ['/login', undefined],
    ['/with-login-box', undefined],
    ['/plain', undefined],
  ])('%s: wall %s', async (where, wall) => {
    expect((await capture(where, { wanted: ['still'] })).wall).toBe(wall);
  });

  test('several at once all come out, and the order is kept', async () => {
    const captured = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => capture(`/slow?ms=100&say=number-${n}`, { wanted: ['still'] })),
    );

    for (const [index, { status, still }] of captured.entries()) {
      expect(status).toBe('done');
      expect(still).toContain(`number-${index + 1}`);
    }
  });
});

/** The last picture of a page of pictures. */
async function bottomLeft(bytes: Uint8Array | undefined): Promise<Buffer> {
  const { height } = await sharp(bytes).metadata();
  return sharp(bytes)
    .extract({ left: 20, top: Math.max(0, height - 60), width: 30, height: 30 })
    .toBuffer();
}
