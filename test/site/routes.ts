import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ENCODED_PAGES } from './encoded-pages.ts';
import { picture } from './picture.ts';
import type { RouteContext } from './start-site.ts';

type Route = (context: RouteContext) => Promise<void> | void;

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const served = new Map<object, Set<string>>();

/** Answers that a file cannot give, by the first part of the path. */
export const ROUTES: Readonly<Record<string, Route>> = {
  /** /picture/80x60/cc3300.png[?ms=500][&cors][&referer][&once] */
  '/picture': async ({ request, response, url, site }) => {
    const [, , size = '40x40', colour = '3366cc'] = url.pathname.split('/');
    const [width = 40, height = 40] = size.split('x').map(Number);
    await wait(Number(url.searchParams.get('ms') ?? 0));
    const guarded = url.searchParams.has('referer') && !request.headers.referer?.startsWith(site.origin);
    if (guarded) return void response.writeHead(403).end('no referer');
    if (url.searchParams.has('once')) {
      const seen = served.get(site) ?? new Set();
      served.set(site, seen);
      if (seen.has(request.url ?? '')) return void response.writeHead(410).end('gone');
      seen.add(request.url ?? '');
    }
    if (url.searchParams.has('cors')) response.setHeader('access-control-allow-origin', '*');
    response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' });
    response.end(picture(width, height, colour));
  },
  /** /delay?ms=1000: a page that takes its time. */
  '/delay': async ({ response, url }) => {
    await wait(Number(url.searchParams.get('ms') ?? 1000));
    response.writeHead(200, HTML).end('<!doctype html><title>Late</title><p>I came late.</p>');
  },
  /** /text?ms=500: text for a late fetch. */
  '/text': async ({ response, url }) => {
    await wait(Number(url.searchParams.get('ms') ?? 0));
    response.writeHead(200, { 'content-type': 'text/plain', 'access-control-allow-origin': '*' });
    response.end(url.searchParams.get('say') ?? 'late words');
  },
  /** /redirect?to=/basic.html&times=3&status=302 */
  '/redirect': ({ response, url }) => {
    const times = Number(url.searchParams.get('times') ?? 1);
    const to = url.searchParams.get('to') ?? '/basic.html';
    if (times > 1) url.searchParams.set('times', String(times - 1));
    const location = times > 1 ? url.pathname + url.search : to;
    response.writeHead(Number(url.searchParams.get('status') ?? 302), { location }).end();
  },
  /** /status/404[?empty]: a page with that status. */
  '/status': ({ response, url }) => {
    const status = Number(url.pathname.split('/')[2]);
    response.writeHead(status, HTML);
    if (url.searchParams.has('empty')) return void response.end();
    response.end(
      `<!doctype html><title>Status ${status}</title><h1>Status ${status}</h1><p>A page all the same.</p>`,
    );
  },
  /** /encoded/gbk | gb18030 | big5 | shift_jis | euc-kr | windows-1251 | utf-16le; ?header says it in the header, else in a meta. */
  '/encoded': ({ response, url }) => {
    const name = url.pathname.split('/')[2] ?? '';
    const page = ENCODED_PAGES[name];
    if (!page) return void response.writeHead(404).end();
    const header = url.searchParams.has('header');
    response.writeHead(200, { 'content-type': header ? `text/html; charset=${name}` : 'text/html' });
    response.end(page(!header));
  },
  /** A response whose head comes and whose body never ends. */
  '/never-ending': ({ response, url }) => {
    response.writeHead(200, { 'content-type': url.searchParams.get('type') ?? 'text/html; charset=utf-8' });
    response.write('<!doctype html><title>Endless</title><p>The beginning.</p>');
  },
  /** /silent: the connection is taken and nothing is ever said. */
  '/silent': () => {},
  /** /trickle?every=200: a paragraph now and then, for ever or ?count= times. */
  '/trickle': async ({ response, url }) => {
    const every = Number(url.searchParams.get('every') ?? 200);
    const count = Number(url.searchParams.get('count') ?? Number.POSITIVE_INFINITY);
    response.writeHead(200, HTML);
    response.write('<!doctype html><title>Trickle</title>');
    for (let at = 0; at < count && !response.destroyed; at += 1) {
      response.write(`<p>Drop ${at}</p>`);
      await wait(every);
    }
    response.end();
  },
  /** /download?bytes=1000000 */
  '/download': async ({ response, url }) => {
    let left = Number(url.searchParams.get('bytes') ?? 1_000_000);
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="big.bin"',
      'content-length': left,
    });
    const block = Buffer.alloc(64 * 1024);
    while (left > 0 && !response.destroyed) {
      const part = block.subarray(0, Math.min(left, block.length));
      left -= part.length;
      if (!response.write(part))
        await Promise.race([new Promise((go) => response.once('drain', go)), wait(2000)]);
    }
    response.end();
  },
  /** /nodes?count=20000: a table and lists of that many elements and texts. */
  '/nodes': ({ response, url }) => {
    const rows = Math.ceil(Number(url.searchParams.get('count') ?? 20_000) / 10);
    const row = (at: number) =>
      `<div class="row r${at % 7}" id="r${at}"><a href="/item/${at}">Item ${at}</a> <span class="note" style="color:#246">a note &amp; more</span><p>Some words of paragraph ${at} <b>bold</b></p></div>`;
    response.writeHead(200, HTML);
    response.end(
      `<!doctype html><title>Many nodes</title><style>.row{padding:4px}.r3{background:#eef}</style>${Array.from({ length: rows }, (_, at) => row(at)).join('')}`,
    );
  },
  /** /css-rules?megabytes=20[&pictures]: that much CSS, with a rule for `.c77` in it and one for `.last` at its end. */
  '/css-rules': ({ response, url }) => {
    const wanted = Number(url.searchParams.get('megabytes') ?? 1) * 1_000_000;
    response.writeHead(200, { 'content-type': 'text/css' });
    const rule = (at: number) =>
      `.c${at}{color:rgb(${at % 200},90,20);margin:${at % 9}px${url.searchParams.has('pictures') ? `;background:url(/picture/8x8/33${at % 9}344.png?${at})` : ''}}\n`;
    let text = '';
    for (let at = 0, size = 0; size < wanted; at += 1) {
      const one = rule(at);
      size += one.length;
      text += one;
    }
    response.end(`${text}.last{color:#0a0;font-size:40px}`);
  },
  '/empty': ({ response }) => void response.writeHead(200, HTML).end(),
  '/no-content': ({ response }) => void response.writeHead(204).end(),
  '/gzip': ({ response }) => {
    response.writeHead(200, { ...HTML, 'content-encoding': 'gzip' });
    response.end(gzipSync('<!doctype html><title>Gzip</title><p>Packed with gzip.</p>'));
  },
  '/br': ({ response }) => {
    response.writeHead(200, { ...HTML, 'content-encoding': 'br' });
    response.end(brotliCompressSync('<!doctype html><title>Brotli</title><p>Packed with brotli.</p>'));
  },
  /** /secret: basic auth, user `reader`, password `pass`; the 401 has a body. */
  '/secret': ({ request, response }) => {
    const right = `Basic ${Buffer.from('reader:pass').toString('base64')}`;
    if (request.headers.authorization === right) {
      return void response.writeHead(200, HTML).end('<!doctype html><title>Secret</title><p>Welcome.</p>');
    }
    response.writeHead(401, { ...HTML, 'www-authenticate': 'Basic realm="fixture"' });
    response.end('<!doctype html><title>Who are you?</title><p>You must say who you are.</p>');
  },
  /** /csp/page.html: the page with Trusted Types and a nonce policy as headers. */
  '/csp': ({ response }) => {
    response.writeHead(200, {
      ...HTML,
      'content-security-policy':
        "require-trusted-types-for 'script'; trusted-types none; script-src 'nonce-n1'; style-src 'nonce-n1'; img-src 'self'",
    });
    response.end(
      '<!doctype html><title>Strict</title><style nonce="n1">p{color:#803;font:20px serif}</style><p>Trusted Types stand guard.</p>' +
        '<img src="/picture/60x40/228833.png" width="60" height="40"><script nonce="n1">document.body.append("by script")</script>',
    );
  },
  /** A frame that forbids being framed. */
  '/no-frame': ({ response }) => {
    response.writeHead(200, { ...HTML, 'x-frame-options': 'DENY' }).end('<p>not in a frame</p>');
  },
  '/drop': ({ request }) => void request.socket.destroy(),
};
