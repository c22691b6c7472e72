import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import { createNetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import { type RunningServer, startServer } from '@stillpage/lambda/entries/serve.ts';
import { DEFAULT_LIMITS } from '@stillpage/lambda/http/limits.ts';
import { TITLE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileDocuments } from './hostile-documents.ts';
import { startWatchedBrowser, type WatchedBrowser } from './watched-browser.ts';

let folder = '';
let server: RunningServer;
let canary: Server;
let plain: Server;
let documents: readonly string[] = [];
let asked: string[] = [];
const ids: string[] = [];
const original = (index: number) => `${origin(plain)}/${index}`;

/** Stores the documents as they are, as though nothing had cleaned them: what is left is the way they are served. */
const capturer: Capturer = {
  chromiumVersion: 'none',
  async capture({ url }, { put }) {
    const text = documents[Number(url.split('/').at(-1))] ?? '';
    await put({ name: 'still', type: 'text/html; charset=utf-8', bytes: Buffer.from(text) });
    await put({
      name: 'text',
      type: 'text/markdown; charset=utf-8',
      bytes: Buffer.from(`# ${text}\n\n${text}\n\n[a](javascript:${text})\n`),
    });
    return { status: 'done', page: { finalUrl: url, title: text }, omissions: [], timings: {}, versions: {} };
  },
  async close() {},
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-documents-'));
  // Without content, so that a page that goes there stays where it is.
  canary = await listen((path) => {
    if (path !== '/favicon.ico') asked.push(path);
    return undefined;
  });
  documents = hostileDocuments(origin(canary));
  plain = await listen((path) => documents[Number(path.slice(1))]);
  const limits = { ...DEFAULT_LIMITS, capturesPerHour: 10_000, capturesPerDay: 10_000 };
  const started = await startServer({ folder: join(folder, 'library'), port: 0, capturer, limits });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
  const headers = { authorization: `Bearer ${server.token}` };
  for (const [index, text] of documents.entries()) {
    const body = JSON.stringify({
      url: `https://example.org/${index}`,
      title: text.slice(0, TITLE_MAX_LENGTH),
      note: text,
      tags: [
        text
          .replace(/^.*<\/title>/, '')
          .replaceAll(/[,/\\]/g, ' ')
          .slice(0, 60),
      ],
    });
    const saved = await fetch(`${server.url}/snapshots`, { method: 'POST', headers, body });
    if (saved.status !== 202) throw new Error(await saved.text());
    ids.push((await saved.json()).id);
  }
  for (const id of ids) await fetch(`${server.url}/snapshots/${id}?wait=10`, { headers });
});
afterAll(async () => {
  await server?.close();
  for (const one of [canary, plain]) {
    one?.closeAllConnections();
    one?.close();
  }
  await rm(folder, { recursive: true, force: true });
});

/** Opens all documents at the addresses given and tells what they did. */
async function harm(browser: WatchedBrowser, kind: string, addressOf: (index: number) => string) {
  asked = [];
  const found = await browser.watch(
    documents.map((text, index) => ({
      name: `${kind} d${index} ${text.slice(48, 140)}`,
      address: addressOf(index),
    })),
  );
  return [...found, ...asked.map((path) => `${kind}: asked for ${path}`)];
}

test('the documents bite where nothing shuts them in', async () => {
  const browser = await startWatchedBrowser('chromium');
  try {
    const found = await harm(browser, 'plain', original);
    const bitten = new Set(found.flatMap((what) => /\bd\d+\b/.exec(what)?.[0] ?? []));
    expect(documents.length).toBeGreaterThan(86);
    expect(found.filter((what) => what.endsWith('script ran')).length).toBeGreaterThan(20);
    // The others are tricks on a serialiser, which bite only after a careless one.
    expect(bitten.size).toBeGreaterThan(50);
  } finally {
    await browser.close();
  }
});

describe.each(['chromium', 'firefox'] as const)('in %s', (name) => {
  let browser: WatchedBrowser;
  beforeAll(async () => {
    browser = await startWatchedBrowser(name);
  });
  afterAll(() => browser?.close());

  test('the viewer shows them and nothing happens', async () => {
    expect(await harm(browser, 'viewer', (index) => `${server.url}/s/${ids[index]}`)).toEqual([]);
  });

  test('opened by themselves nothing happens', async () => {
    expect(await harm(browser, 'page', (index) => `${server.url}/s/${ids[index]}/page`)).toEqual([]);
  });

  test('as readable text nothing happens', async () => {
    expect(await harm(browser, 'text', (index) => `${server.url}/s/${ids[index]}?show=text`)).toEqual([]);
  });

  test('as titles, notes and tags of the library nothing happens', async () => {
    asked = [];
    const page = await browser.page();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('dialog', (dialog) => said.push(dialog.message()));
    await page.goto(`${server.url}/#${server.token}`);
    await page.waitForSelector('.card .title');
    expect(await page.$eval('.card .title', (title) => title.textContent)).toContain('<!doctype html>');
    expect(await page.$$eval('.card script, .card iframe, .card [onload]', (all) => all.length)).toBe(0);
    expect(page.url()).toBe(`${server.url}/`);
    await page.close();
    expect([...said, ...asked]).toEqual([]);
  });
});

test('frozen, and opened from a disk, nothing happens in either browser', async () => {
  const [chromium, firefox] = await Promise.all([
    startWatchedBrowser('chromium'),
    startWatchedBrowser('firefox'),
  ]);
  try {
    const files = join(folder, 'files');
    await mkdir(files);
    for (const index of documents.keys()) {
      const page = await chromium.page();
      page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
      const recorder = await createNetworkRecorder(page);
      await page.goto(original(index), { waitUntil: 'load' }).catch(() => undefined);
      const frozen = await freezePage(page, recorder.received, {
        sourceUrl: original(index),
        capturedAt: new Date(),
      });
      await writeFile(join(files, `${index}.html`), frozen.html);
      await page.close();
    }
    asked = [];
    const opened = [...documents.keys()].map((index) => ({
      name: `file ${index} ${documents[index]?.slice(48, 140)}`,
      address: pathToFileURL(join(files, `${index}.html`)).href,
    }));
    expect([...(await chromium.watch(opened)), ...asked]).toEqual([]);
    expect([...(await firefox.watch(opened)), ...asked]).toEqual([]);
  } finally {
    await Promise.all([chromium.close(), firefox.close()]);
  }
});

/** Serves what `answer` gives for a path; 204 for nothing. */
async function listen(answer: (path: string) => string | undefined): Promise<Server> {
  const listening = createServer(({ url = '' }, response) => {
    const html = answer(url);
    if (html === undefined) response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return listening;
}

function origin(of: Server): string {
  return `http://127.0.0.1:${(of.address() as AddressInfo).port}`;
}
