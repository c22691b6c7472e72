import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100" fill="#c00"/></svg>';
const words = (count: number) => Array.from({ length: count }, (_, i) => `Word${i} 文字`).join(' ');
const lazy = (count: number, tag: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `<div style="height:1200px">${i}</div>${tag(i)}`).join('');

type Answer = string | ((request: IncomingMessage, response: ServerResponse, url: URL) => void);

/** Pages of all kinds by path; the fixture site has those that test the freezer. */
const PAGES: Record<string, Answer> = {
  '/plain': `<!doctype html><html lang="zh-CN"><title>一个标题</title><meta name="description" content="关于静止页面"><article><h1>静止的页面</h1><p>${'这是第一段正文，说明如何保存网页。'.repeat(20)}</p><p>Second paragraph in English, long enough to be read as text.</p></article>`,
  '/late-fetch': `<title>Late</title><p id="a">waiting</p><script>fetch('/slow?ms=1500').then(r=>r.text()).then(t=>{a.textContent=t})</script>`,
  '/late-timer': `<title>Late</title><p id="a">waiting</p><script>setTimeout(()=>{a.textContent='the late words'},1800)</script>`,
  '/chained': `<title>Chained</title><p id="a">0</p><script>(async()=>{for(let i=0;i<5;i++){a.textContent+=await (await fetch('/slow?ms=150&say='+i)).text()}a.textContent+=' done'})()</script>`,
  '/late-chain': `<title>Late</title><div id="a" class="skeleton">waiting</div><script>const later=(f)=>()=>setTimeout(f,500);later(later(later(()=>{a.textContent='the late words';a.className=''})))()</script>`,
  '/late-socket': `<title>Late</title><p id="a">waiting</p><script>new WebSocket('ws://'+location.host+'/socket').onmessage=e=>{a.textContent=e.data}</script>`,
  '/late-count': `<title>Late</title>${'<p style="height:400px">enough words to look finished</p>'.repeat(6)}<p id="a">0</p><script>let t,from;const step=now=>{from??=now;const n=Math.round((now-from)/25);a.textContent=n<12?n:'the late words';if(n<12)requestAnimationFrame(step)};addEventListener('scroll',()=>{clearTimeout(t);t=setTimeout(()=>{if(from===undefined&&a.getBoundingClientRect().top<innerHeight)requestAnimationFrame(step)},250)})</script>`,
  '/lazy-native': `<title>Lazy</title>${lazy(10, (i) => `<img loading="lazy" width="100" height="100" src="/picture?${i}">`)}`,
  '/lazy-observer': `<title>Lazy</title>${lazy(8, (i) => `<img width="100" height="100" data-url="/picture?${i}">`)}<script>const o=new IntersectionObserver(es=>{for(const e of es)if(e.isIntersecting)e.target.src=e.target.dataset.url});document.querySelectorAll('img').forEach(i=>o.observe(i))</script>`,
  '/lazy-rendered': `<title>Lazy</title><div id="root" class="spinner">Loading</div><script>fetch('/slow?ms=400').then(()=>{root.className='';root.innerHTML=${JSON.stringify(lazy(8, (i) => `<img width="100" height="100" data-x="/picture?${i}">`))};const o=new IntersectionObserver(es=>{for(const e of es)if(e.isIntersecting)e.target.src=e.target.dataset.x});document.querySelectorAll('img').forEach(i=>o.observe(i))})</script>`,
  '/lazy-scroll': `<title>Lazy</title>${lazy(8, (i) => `<img class="z" width="100" height="100" data-x="/picture?${i}">`)}<script>addEventListener('scroll',()=>{for(const i of document.querySelectorAll('img:not([src])'))if(i.getBoundingClientRect().top<innerHeight)i.src=i.dataset.x})</script>`,
  '/lazy-wechat': `<title>Lazy</title><div style="height:3000px"></div>${lazy(6, (i) => `<img width="100" height="100" data-src="/picture?${i}" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">`)}`,
  '/endless-scroll': `<title>Endless</title><div id="l"></div><script>let n=0;const more=()=>{for(let i=0;i<10;i++){const p=document.createElement('p');p.style.height='200px';p.textContent='item '+n++;l.append(p)}};more();new IntersectionObserver(e=>{if(e[0].isIntersecting)setTimeout(()=>{more();document.body.append(s)},50)}).observe(document.body.appendChild(Object.assign(document.createElement('i'),{id:'s',textContent:'.'})))</script>`,
  '/reveal': `<title>Reveal</title><style>.r{opacity:0;transition:opacity 1s;height:900px;background:#080}.on{opacity:1}</style>${'<div class="r"></div>'.repeat(4)}<script>const o=new IntersectionObserver(es=>{for(const e of es)if(e.isIntersecting)e.target.classList.add('on')});document.querySelectorAll('.r').forEach(i=>o.observe(i))</script>`,
  '/hides-again': `<title>Reveal</title><style>.r{opacity:0;transition:opacity .3s;height:600px}.on{opacity:1}</style>${'<div class="r">seen</div>'.repeat(5)}<script>const o=new IntersectionObserver(es=>{for(const e of es)e.target.classList.toggle('on',e.isIntersecting)});document.querySelectorAll('.r').forEach(i=>o.observe(i))</script>`,
  '/seen-in-the-middle': `<title>Reveal</title><style>.r{opacity:0;height:600px}.on{opacity:1}</style>${'<div class="r">seen</div>'.repeat(5)}<script>const o=new IntersectionObserver(es=>{for(const e of es)if(e.isIntersecting)e.target.classList.add('on')},{rootMargin:'-45% 0px'});document.querySelectorAll('.r').forEach(i=>o.observe(i))</script>`,
  '/scrolled-menu': `<title>Menu</title><body style="margin:0"><nav style="position:fixed;height:100vh;overflow:auto">${'<p>entry</p>'.repeat(90)}</nav><div style="height:3000px"></div><script>const nav=document.querySelector('nav');nav.scrollTop=700;addEventListener('scroll',()=>{nav.className=innerHeight>2000?'at-the-end':'at-the-start'})</script>`,
  '/part': `<title>Part</title><body style="margin:0"><div style="height:2000px">above</div><p id="grows" style="margin:0">grows</p><p id="part" style="margin:0">These words are marked</p><div style="height:3000px"></div><script>addEventListener('resize',()=>{if(innerHeight>3000)grows.style.height='500px'})</script>`,
  '/tall':
    '<title>Tall</title><body style="margin:0"><div style="height:30000px;background:linear-gradient(#f00,#00f)">top</div>',
  '/endlessly-tall':
    '<title>Tall</title><body style="margin:0"><div style="height:400000px;background:#eee">top</div>',
  '/taller':
    '<title>Taller</title><body style="margin:0"><div style="height:88000px;background:#eee">top</div><div style="height:1600px;background:#f00"></div><div style="height:400px;background:#00f"></div>',
  '/worker': `<title>Worker</title><p>words</p><script>new Worker('/worker.js');new SharedWorker('/worker.js?shared')</script>`,
  '/events': `<title>Events</title><p>words</p><script>new EventSource('/stream')</script>`,
  '/looks-again': `<title>Looks</title><p>words</p><script>const look=()=>requestAnimationFrame(()=>setTimeout(look,100));look()</script>`,
  '/sandboxed': (_request, response) => {
    response
      .writeHead(200, { ...HTML, 'content-security-policy': 'sandbox' })
      .end(
        `<title>Sandboxed</title>${lazy(6, (i) => `<img loading="lazy" width="100" height="100" src="/picture?${i}">`)}`,
      );
  },
  '/polls': `<title>Polls</title><p>words</p><p id="a">0</p><script>setInterval(()=>fetch('/slow?ms=20').then(()=>{a.textContent++}),150)</script>`,
  '/glyphs':
    '<title>Glyphs</title><body style="margin:0;font:60px sans-serif"><div style="height:100px">汉字</div><div style="height:100px">かな</div><div style="height:100px">😀🎉</div><div style="height:100px">Abc</div>',
  '/me': (request, response) => {
    response
      .writeHead(200, HTML)
      .end(
        `<title>Me</title><pre id="a"></pre><script>a.textContent=JSON.stringify({headers:${JSON.stringify(request.headers)},agent:navigator.userAgent,brands:navigator.userAgentData?.brands,languages:navigator.languages,locale:Intl.DateTimeFormat().resolvedOptions().locale,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,dark:matchMedia('(prefers-color-scheme: dark)').matches,hover:matchMedia('(hover: hover)').matches,width:innerWidth,height:innerHeight,ratio:devicePixelRatio})</script>`,
      );
  },
  '/missing': (_request, response) => {
    response.writeHead(404, HTML).end('<title>Missing</title><h1>No such page, with words</h1>');
  },
  '/broken': (_request, response) => {
    response.writeHead(500, HTML).end('<title>Broken</title><h1>It broke, with words</h1>');
  },
  '/text.txt': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('plain words 文字');
  },
  '/data.json': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"words":"文字"}');
  },
  '/picture': (_request, response) => {
    response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' }).end(PICTURE);
  },
  '/paper.pdf': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pdf' }).end(PDF);
  },
  '/slow': (_request, response, url) => {
    const say = url.searchParams.get('say') ?? 'the late words';
    setTimeout(() => response.end(say), Number(url.searchParams.get('ms')));
  },
  '/worker.js': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end('1');
  },
  '/stream': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n');
  },
  '/cloudflare': (_request, response) => {
    response
      .writeHead(403, HTML)
      .end(
        '<title>Just a moment...</title><div id="challenge-stage"></div><p>Enable JavaScript and cookies to continue</p><p>Ray ID: 123</p>',
      );
  },
  '/wechat':
    '<title>环境异常</title><p>当前环境异常，完成验证后即可继续访问。</p><a id="js_verify">去验证</a>',
  '/private': (_request, response) =>
    void response.writeHead(302, { location: '/login?next=/private' }).end(),
  '/login':
    '<title>Sign in</title><h1>Shop</h1><form><label>Email <input></label><label>Password <input type="password"></label><button>Sign in</button></form>',
  '/with-login-box': `<title>Our club</title><form>Login <input><input type="password"></form><h1>Welcome to the club</h1><p>${words(60)}</p>`,
};

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/MediaBox[0 0 300 300]/Parent 2 0 R>>endobj\ntrailer<</Size 4/Root 1 0 R>>\n%%EOF\n',
);

export type PageServer = { readonly origin: string; readonly port: number; close(): void };

/** Serves the pages on one loopback port. */
export async function servePages(): Promise<PageServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://pages');
    const answer = PAGES[url.pathname];
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'string') response.writeHead(200, HTML).end(answer);
    else answer(request, response, url);
  });
  server.on('upgrade', (request, socket) => sayLate(request.headers['sec-websocket-key'] ?? '', socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** How late the words of a socket come, in milliseconds. */
const SOCKET_MS = 900;

/** Opens a WebSocket as RFC 6455 has it, says one text and closes. */
function sayLate(key: string, socket: Duplex): void {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const words = Buffer.from('the late words');
  socket.on('error', () => {});
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  setTimeout(
    () => socket.end(Buffer.concat([Buffer.from([0x81, words.length]), words, Buffer.from([0x88, 0])])),
    SOCKET_MS,
  );
}
