import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, crc32, deflateSync } from 'node:zlib';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
/** 200 MB of a style sheet in a few kB. */
const PACKED_STYLE = brotliCompressSync(Buffer.alloc(200_000_000, 'p{color:red}'), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
});
/** A picture of 30,000 by 30,000 points: 3.6 GB when drawn, 30 kB as it is sent. */
const WIDE_PICTURE = pngOf(30_000, 30_000);

/** What a page holds besides its words, and what its parts answer. */
export type GreedyPage = {
  readonly body: string;
  readonly parts?: Readonly<Record<string, (response: ServerResponse) => void>>;
};

/** Pages that want more than a page may have; each begins with words that must be kept. */
export const GREEDY_PAGES: Readonly<Record<string, GreedyPage>> = {
  requests: {
    body: '<script>let n=0;setInterval(()=>{for(let i=0;i<100;i++)fetch("/greedy/requests/x?"+n++).catch(()=>{})},5)</script>',
    parts: { x: (response) => response.end('x') },
  },
  packed: {
    body: '<link rel="stylesheet" href="/greedy/packed/style"><link rel="stylesheet" href="/greedy/packed/style?2">',
    parts: {
      style: (response) =>
        response.writeHead(200, { 'content-type': 'text/css', 'content-encoding': 'br' }).end(PACKED_STYLE),
    },
  },
  'wide-picture': {
    body: '<img src="/greedy/wide-picture/a" width="300" height="300">',
    parts: { a: (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(WIDE_PICTURE) },
  },
  'redirected-parts': {
    body: '<img src="/greedy/redirected-parts/a?0"><iframe src="/greedy/redirected-parts/a?1"></iframe>',
    parts: {
      a: (response) =>
        response.writeHead(302, { location: `/greedy/redirected-parts/a?${Math.random()}` }).end(),
    },
  },
  'frames-by-script': {
    body: '<script>setInterval(()=>{for(let i=0;i<50;i++){const f=document.createElement("iframe");f.srcdoc="x";document.body.append(f)}},10)</script>',
  },
  'frames-in-frames': {
    body: '<iframe src="/greedy/frames-in-frames/a?0"></iframe><iframe src="/greedy/frames-in-frames/a?1"></iframe>',
    parts: {
      a: (response) =>
        response
          .writeHead(200, HTML)
          .end(
            `<script>for(let i=0;i<2;i++){const f=document.createElement("iframe");f.src="/greedy/frames-in-frames/a?"+Math.random();document.body.append(f)}</script>`,
          ),
    },
  },
  nesting: {
    body: '<script>let e=document.body;for(let i=0;i<5000;i++)e=e.appendChild(document.createElement("div"));e.textContent="far within"</script>',
  },
  nodes: { body: '<b>x</b>'.repeat(1_000_000) },
  'nodes-unseen': { body: `<div hidden>${'<b>x</b>'.repeat(180_000)}</div>` },
  history: {
    body: '<script>setInterval(()=>{for(let i=0;i<500;i++)history.pushState({a:"x".repeat(1000)},"","?"+Math.random())},1)</script>',
  },
  canvas: {
    body: '<script>for(let i=0;i<40;i++){const c=document.createElement("canvas");c.width=c.height=16000;c.getContext("2d").fillRect(0,0,16000,16000);document.body.append(c)}</script>',
  },
  'console-lines': {
    body: '<script>for(let i=0;i<3e5;i++)console.log("x".repeat(1000),document);setInterval(()=>{for(let i=0;i<5000;i++)console.error({a:[1]})},1)</script>',
  },
  errors: {
    body: '<script>setInterval(()=>{for(let i=0;i<1000;i++){setTimeout(()=>{throw new Error("x".repeat(1000))});Promise.reject(new Error("x"))}},1)</script>',
  },
  prints: { body: '<script>setInterval(()=>print(),1)</script>' },
  windows: {
    body: '<script>setInterval(()=>{for(let i=0;i<20;i++)open("/greedy/windows","w"+Math.random())},5)</script>',
  },
  downloads: {
    body: '<script>setInterval(()=>{const a=document.createElement("a");a.href="data:application/octet-stream,x";a.download="x";a.click()},5)</script>',
  },
  workers: {
    body: '<script>for(let i=0;i<300;i++)new Worker(URL.createObjectURL(new Blob(["for(;;){}"])))</script>',
  },
  disk: {
    body: `<script>(async () => {
      const folder = await navigator.storage.getDirectory();
      for (let i = 0; ; i++) {
        const file = await (await folder.getFileHandle('f' + i, { create: true })).createWritable();
        await file.write(new Uint8Array(2e7)); await file.close();
      }
    })()</script>`,
  },
  prototypes: {
    body: `<script>
      Object.prototype.toJSON = Array.prototype.toJSON = () => ({ html: '<script>alert(1)<' + '/script>' });
      String.prototype.toJSON = () => '<script>';
      for (const [type, name] of [[Array, 'push'], [Array, 'map'], [Array, 'join'], [Array, 'flatMap'], [String, 'replace'],
        [RegExp, 'test'], [RegExp, 'exec'], [Map, 'get'], [WeakMap, 'get'], [Promise, 'then'], [Function, 'call']])
        type.prototype[name] = () => { throw new Error('mine') };
      Object.defineProperty(Object.prototype, 'get', { get() { throw new Error('mine') }, configurable: true });
      document.createTreeWalker = document.createNodeIterator = () => { throw new Error('mine') };
      Object.defineProperty(Element.prototype, 'attributes', { get() { return [] } });
    </script>`,
  },
  overridden: {
    body: `<script>
      for (const name of ['JSON','Promise','Map','Set','WeakMap','Array','Object','XMLSerializer','MutationObserver'])
        try { window[name] = new Proxy(window[name], { get() { throw new Error('mine') }, apply() { throw new Error('mine') }, construct() { throw new Error('mine') } }) } catch {}
      for (const proto of [Element, Node, Document, HTMLElement].map((one) => one.prototype))
        for (const key of Object.getOwnPropertyNames(proto))
          try { Object.defineProperty(proto, key, { get() { throw new Error('mine') } }) } catch {}
    </script>`,
  },
  forged: {
    body: `<form id="body"><input name="documentElement"><input name="childNodes"><input name="attributes"></form><script>
      for (const key of Object.getOwnPropertyNames(window)) if (key.startsWith('_')) try { window[key] = () => ({ get: () => 1e9 }) } catch {}
      for (const name of ['stillpage','puppeteer','__puppeteer_evaluation_script__','cdc_','freeze','settle'])
        window[name] = new Proxy(function(){}, { get() { return () => '<script>alert(1)<' + '/script>' }, apply() { return { html: '<script>alert(1)<' + '/script>' } } });
      window.addEventListener('message', () => {}); console.log = console.debug = () => { throw 1 };
    </script>`,
  },
};

function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc32(body), body.length + 4);
    return whole;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // One bit a point, grey.
  head[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 });
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}
