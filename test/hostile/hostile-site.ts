import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { escapePage, escapeWorker } from './escape-page.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
/** 300 MB of markup in 0.3 MB. */
const BOMB = gzipSync(Buffer.alloc(300_000_000, '<p>a</p>'));

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

const page =
  (title: string, body: string): Answer =>
  (_request, response) => {
    response.writeHead(200, HTML).end(`<!doctype html><title>${title}</title><p>Words before.</p>${body}`);
  };

/** Pages that mean harm, by path. */
const PAGES: Record<string, Answer> = {
  '/good': page('Good', '<h1>A good page</h1><p>好的网页</p>'),
  '/loop': page('Loop', '<script>for(;;){}</script>'),
  '/late-loop': page('Late loop', '<script>setTimeout(()=>{for(;;){}},200)</script>'),
  '/frame-loop': page('Frame loop', '<iframe srcdoc="<script>for(;;){}</script>"></iframe>'),
  '/moves-on': (_request, response) => {
    response.writeHead(200, HTML).end(`<p>Round<script>location.href='/moves-on?'+Math.random()</script>`);
  },
  '/redirects': (_request, response) =>
    response.writeHead(302, { location: `/redirects?${Math.random()}` }).end(),
  '/dialogs': page('Dialogs', '<script>for(;;){alert(1);confirm(2);prompt(3)}</script>'),
  '/few-dialogs': page(
    'Few dialogs',
    '<script>alert(1);confirm(2);prompt(3);print();document.write("after")</script>',
  ),
  '/windows': page('Windows', '<script>for(let i=0;i<200;i++)window.open("/good?"+i)</script>'),
  '/stays': page(
    'Stays',
    '<script>onbeforeunload=()=>"no"; setTimeout(()=>location.href="/good", 50)</script>',
  ),
  '/memory': page(
    'Memory',
    '<script>const a=[];setInterval(()=>{for(let i=0;i<20;i++)a.push(new Uint8Array(8e6).fill(1))},10)</script>',
  ),
  '/heap': page('Heap', '<script>const a=[];for(;;)a.push({x:[1,2,3,a.length]})</script>'),
  '/elements': page(
    'Elements',
    '<script>for(;;){const d=document.createElement("div");d.textContent="x".repeat(1000);document.body.append(d)}</script>',
  ),
  '/bomb': (_request, response) => {
    response.writeHead(200, { ...HTML, 'content-encoding': 'gzip' }).end(BOMB);
  },
  '/flood': (_request, response) => {
    response.writeHead(200, HTML);
    response.write('<p>Words before</p>');
    const chunk = `<p>${'x'.repeat(60_000)}</p>`;
    const pour = () => {
      while (response.write(chunk));
      response.once('drain', pour);
    };
    pour();
  },
  '/endless': (_request, response) => {
    response.writeHead(200, HTML).write('<title>Endless</title><p>The start of it.</p>');
    const more = setInterval(() => response.write('<p>more</p>'), 50);
    response.on('close', () => clearInterval(more));
  },
  '/silent': () => {},
  '/head-only': (_request, response) => {
    response.writeHead(200, HTML).flushHeaders();
  },
  '/hanging-picture': page('Hanging picture', '<img src="/silent">'),
  '/trickling-style': page('Trickling style', '<link rel="stylesheet" href="/trickle">'),
  '/trickle': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/css' });
    const more = setInterval(() => response.write('p{}'), 100);
    response.on('close', () => clearInterval(more));
  },
  '/asks': (_request, response) => {
    response
      .writeHead(401, { ...HTML, 'www-authenticate': 'Basic realm="in"' })
      .end('<h1>Please say who you are</h1>');
  },
  '/file': (_request, response) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="a.bin"',
    });
    response.end(Buffer.alloc(1000));
  },
  '/starts-a-download': page('Starts a download', '<script>location.href="/file"</script>'),
  '/empty': (_request, response) => response.writeHead(200, HTML).end(),
  '/none': (_request, response) => response.writeHead(204).end(),
  '/to-file': (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/to-crash': (_request, response) => response.writeHead(302, { location: 'chrome://crash' }).end(),
  '/to-mail': (_request, response) => response.writeHead(302, { location: 'mailto:a@example.com' }).end(),
  '/redirect': (_request, response, url) => {
    response.writeHead(302, { location: url.searchParams.get('to') ?? '/' }).end();
  },
  '/refresh': (_request, response, url) => {
    response
      .writeHead(200, HTML)
      .end(`<meta http-equiv="refresh" content="0;url=${url.searchParams.get('to')}"><p>x`);
  },
  '/refresh-header': (_request, response, url) => {
    response.writeHead(200, { ...HTML, refresh: `0;url=${url.searchParams.get('to')}` }).end('<p>x');
  },
  '/script-moves': (_request, response, url) => {
    response
      .writeHead(200, HTML)
      .end(`<p>x<script>location.href=${JSON.stringify(url.searchParams.get('to'))}</script>`);
  },
  '/worker.js': (_request, response, url) => {
    const kind = url.searchParams.has('shared') ? 'shared' : url.searchParams.has('sw') ? 'sw' : 'worker';
    response.writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' });
    response.end(escapeWorker(url.searchParams.get('to') ?? '', kind));
  },
};

export type HostileSite = {
  readonly origin: string;
  readonly port: number;
  /** Paths asked for so far. */
  readonly asked: string[];
  close(): void;
};

/** Starts the site on one loopback port; `/escape?to=ORIGIN` tries everything to reach that origin. */
export async function startHostileSite(udpPort: number): Promise<HostileSite> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site');
    asked.push(url.pathname);
    response.on('error', () => {});
    if (url.pathname === '/escape') {
      const to = url.searchParams.get('to') ?? '';
      response.writeHead(200, {
        ...HTML,
        'content-security-policy-report-only': `default-src 'none'; report-uri ${to}/csp-report`,
        'reporting-endpoints': `x="${to}/reporting"`,
        'report-to': `{"group":"x","max_age":9,"endpoints":[{"url":"${to}/report-to"}]}`,
        nel: '{"report_to":"x","max_age":9,"success_fraction":1}',
        link: `<${to}/link-header>; rel=preload; as=image, <${to}>; rel=preconnect`,
      });
      response.end(escapePage(to, udpPort));
    } else (PAGES[url.pathname] ?? ((_q, r) => void r.writeHead(404).end('none')))(request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
