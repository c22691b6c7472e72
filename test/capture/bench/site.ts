import { createReadStream } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fontFile } from '../../site/font-file.ts';
import { picture } from '../../site/picture.ts';
import { makePhotos } from './photos.ts';

/** How long each kind of answer takes, in milliseconds: a good connection to a server on the same continent. */
const DELAY_MS = {
  page: 80,
  sheet: 40,
  script: 60,
  font: 50,
  api: 120,
  picture: 60,
  thirdParty: 90,
} as const;
const PHOTOS = 40;
/** Pictures in the first windows; the others load when somebody scrolls, or when a capture asks. */
const EAGER_PHOTOS = 12;
const SMALL_RESOURCES = 200;
const NODES = 20_000;

/** A page of the benchmark. */
export type BenchPage = { readonly name: string; readonly path: string };

export const BENCH_PAGES: readonly BenchPage[] = [
  { name: 'static article', path: '/article' },
  { name: 'image-heavy', path: '/images' },
  { name: 'client-rendered app', path: '/app' },
  { name: '20,000 nodes', path: '/nodes' },
  { name: '200 resources', path: '/resources' },
  { name: 'silent third party', path: '/silent' },
];

export type BenchSite = { readonly origin: string; close(): Promise<void> };

/** Serves the six pages with their delays, and a second site beside them for what third parties serve. */
export async function startBenchSite(): Promise<BenchSite> {
  const photos = await makePhotos(PHOTOS);
  const servers: Server[] = [];
  const origins: string[] = [];
  for (const host of ['127.0.0.1', 'localhost']) {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://site');
      answer(url, response, origins[1] ?? '', photos).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    origins.push(`http://${host}:${(server.address() as AddressInfo).port}`);
  }
  return {
    origin: origins[0] as string,
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}

async function answer(url: URL, response: ServerResponse, other: string, photos: Buffer[]): Promise<void> {
  const [, kind = '', at = '0'] = url.pathname.split('/');
  const index = Number.parseInt(at, 10) || 0;
  const send = async (ms: number, type: string, body: string | Buffer) => {
    await wait(ms);
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    response.end(body);
  };
  const font = fontFile(url.pathname);
  if (font) {
    await wait(DELAY_MS.font);
    response.writeHead(200, { 'content-type': 'font/woff2', 'access-control-allow-origin': '*' });
    createReadStream(font).pipe(response);
    return;
  }
  switch (kind) {
    case 'article':
      return await send(DELAY_MS.page, HTML, article(other));
    case 'images':
      return await send(DELAY_MS.page, HTML, images());
    case 'app':
      return await send(DELAY_MS.page, HTML, APP);
    case 'nodes':
      return await send(DELAY_MS.page, HTML, nodes());
    case 'resources':
      return await send(DELAY_MS.page, HTML, resources());
    case 'silent':
      return at === 'never' ? undefined : await send(DELAY_MS.page, HTML, article(other, true));
    case 'css':
      return await send(DELAY_MS.sheet, 'text/css', sheet(index));
    case 'js':
      return await send(DELAY_MS.script, 'text/javascript', index === 1 ? APP_SCRIPT : ';'.repeat(40_000));
    case 'tag':
      return await send(DELAY_MS.thirdParty, 'text/javascript', 'document.documentElement.dataset.tagged=1');
    case 'api':
      return await send(DELAY_MS.api, 'application/json', JSON.stringify(items(index)));
    case 'photo':
      return await send(DELAY_MS.picture + (index % 5) * 15, 'image/jpeg', photos[index] ?? Buffer.alloc(0));
    case 'icon':
      return await send(
        20 + (index % 7) * 6,
        'image/png',
        picture(24, 24, (0x103050 + index * 977).toString(16)),
      );
    default:
      response.writeHead(404).end();
  }
}

const HTML = 'text/html; charset=utf-8';
const WORDS =
  'A still must look like the page a person saw, on the hard web of today. 静页必须与看到的网页一致。';
const HEAD = (title: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><link rel="stylesheet" href="/css/0"><link rel="stylesheet" href="/css/1">`;

function article(other: string, silent = false): string {
  const paragraphs = Array.from({ length: 40 }, (_, at) => {
    const figure =
      at % 8 === 3 ? `<figure><img src="/photo/${at}" width="640" height="400" alt=""></figure>` : '';
    return `${figure}<p>${WORDS.repeat(6)}</p>`;
  });
  const third = silent
    ? `<script async src="${other}/silent/never?a"></script><img src="${other}/silent/never?b" width="1" height="1" alt="">`
    : `<script async src="${other}/tag/0"></script>`;
  return `${HEAD('An article')}<script defer src="/js/0"></script>${third}<article><h1>An article</h1>${paragraphs.join('')}</article>`;
}

function images(): string {
  const all = Array.from(
    { length: PHOTOS },
    (_, at) =>
      `<figure><img src="/photo/${at}" width="800" height="500" alt="" ${at < EAGER_PHOTOS ? '' : 'loading="lazy"'}><figcaption>Picture ${at}</figcaption></figure>`,
  );
  return `${HEAD('Pictures')}<h1>Pictures</h1>${all.join('')}`;
}

function nodes(): string {
  const rows = Array.from(
    { length: NODES / 10 },
    (_, at) =>
      `<div class="row r${at % 7}" id="r${at}"><a href="/item/${at}">Item ${at}</a> <span style="color:#246">a note</span><p>Some words of paragraph ${at} <b>bold</b></p></div>`,
  );
  return `${HEAD('Many nodes')}<h1>Many nodes</h1>${rows.join('')}`;
}

function resources(): string {
  const icons = Array.from(
    { length: SMALL_RESOURCES - 10 },
    (_, at) => `<img src="/icon/${at}" width="24" height="24" alt="">`,
  );
  const sheets = Array.from({ length: 8 }, (_, at) => `<link rel="stylesheet" href="/css/${at + 2}">`);
  return `${HEAD('Many resources')}${sheets.join('')}<h1>Many resources</h1><p>${WORDS}</p>${icons.join(' ')}`;
}

const APP = `${HEAD('An application')}<div id="root"><div class="spinner">Loading</div></div><script type="module" src="/js/1"></script>`;
const APP_SCRIPT = `
const get = async (at) => (await fetch('/api/' + at)).json();
const style = new CSSStyleSheet(); style.replaceSync('.card{border:1px solid #ccc;border-radius:8px;padding:8px;margin:8px}');
document.adoptedStyleSheets = [style];
const user = await get(1); const list = await get(2);
root.innerHTML = '<h1>Hello ' + user[0].name + '</h1>';
for (const item of list) {
  const card = document.createElement('section'); card.className = 'card';
  card.innerHTML = '<h2></h2><p></p>'; card.firstChild.textContent = item.name; card.lastChild.textContent = item.text;
  root.append(card);
}
for (const item of await get(3)) root.lastChild.append(item.name + ' ');
`;

function items(page: number): Array<{ name: string; text: string }> {
  return Array.from({ length: 60 }, (_, at) => ({ name: `Item ${page}.${at}`, text: WORDS.repeat(2) }));
}

function sheet(index: number): string {
  const rules = Array.from(
    { length: 150 },
    (_, at) => `.s${index}-${at}{color:#${100 + at};margin:${at % 9}px}`,
  ).join('');
  const own = `body{font:16px/1.6 Web,sans-serif;max-width:900px;margin:0 auto}@font-face{font-family:Web;src:url(/fonts/web.woff2)}.row{padding:4px}.r3{background:#eef}figure{margin:16px 0}`;
  return (index === 0 ? own : '') + rules;
}
