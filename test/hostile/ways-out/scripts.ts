import { type WayOut, waysOf } from './way-out.ts';

const ws = (to: string) => to.replace(/^http/, 'ws');

/** Calls that send something. */
export const SCRIPTS: readonly WayOut[] = waysOf('script', 'script', 'script', {
  fetch: (to) => `fetch('${to}/')`,
  'fetch no-cors': (to) => `fetch('${to}/', { mode: 'no-cors' })`,
  'fetch keepalive': (to) =>
    `fetch('${to}/', { mode: 'no-cors', method: 'POST', body: 'x', keepalive: true })`,
  'fetch redirected': (to) => `fetch('/to?' + encodeURIComponent('${to}/'), { mode: 'no-cors' })`,
  'fetch preflight': (to) => `fetch('${to}/', { method: 'PUT', headers: { 'x-a': 'b' } })`,
  'fetch to loopback': (to) => `fetch('${to}/', { mode: 'no-cors', targetAddressSpace: 'loopback' })`,
  fetchLater: (to) => `fetchLater('${to}/'.replace('http:', 'https:'), { activateAfter: 0 })`,
  xhr: (to) => `const x = new XMLHttpRequest(); x.open('GET', '${to}/'); x.send()`,
  'xhr POST': (to) => `const x = new XMLHttpRequest(); x.open('POST', '${to}/'); x.send('a')`,
  sendBeacon: (to) => `navigator.sendBeacon('${to}/', 'x')`,
  EventSource: (to) => `new EventSource('${to}/')`,
  WebSocket: (to) => `new WebSocket('${ws(to)}/')`,
  'WebSocket, TLS': (to) => `new WebSocket('${ws(to).replace('ws:', 'wss:')}/')`,
  WebSocketStream: (to) => `new WebSocketStream('${ws(to)}/').opened`,
  'new Image': (to) => `new Image().src = '${to}/a.png'`,
  'new Audio': (to) => `new Audio('${to}/a.ogg').play()`,
  'import()': (to) => `import('${to}/a.js')`,
  FontFace: (to) => `new FontFace('y', 'url(${to}/a.woff2)').load()`,
  'constructed sheet': (to) =>
    `const s = new CSSStyleSheet(); s.replaceSync('body{background:url(${to}/a.png)}'); document.adoptedStyleSheets.push(s)`,
  'added script': (to) =>
    `const s = document.createElement('script'); s.src = '${to}/a.js'; document.body.append(s)`,
  'added prefetch': (to) =>
    `const l = document.createElement('link'); l.rel = 'prefetch'; l.href = '${to}/'; document.head.append(l)`,
  'document of XSLT': (to) =>
    `const p = new XSLTProcessor(); const x = (t) => new DOMParser().parseFromString(t, 'text/xml'); p.importStylesheet(x('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><img src="${to}/a.png"/></xsl:template></xsl:stylesheet>')); document.body.append(p.transformToFragment(x('<a/>'), document))`,
  'fetch of another frame': (to) =>
    `const f = document.createElement('iframe'); document.body.append(f); f.contentWindow.fetch('${to}/', { mode: 'no-cors' })`,
  'late fetch': (to) => `setTimeout(() => fetch('${to}/', { mode: 'no-cors' }), 300)`,
  'cache.add': (to) => `caches.open('x').then((c) => c.add(new Request('${to}/', { mode: 'no-cors' })))`,
  'paint worklet': (to) => `CSS.paintWorklet.addModule('${to}/a.js')`,
  'audio worklet': (to) => `new AudioContext().audioWorklet.addModule('${to}/a.js')`,
});

const worker = (kind: string, how: string) => (to: string) =>
  kind.replace('URL', `"/worker.js?${encodeURIComponent(how.replaceAll('TO', to))}"`);
const PLAIN = 'new Worker(URL)';
const MODULE = "new Worker(URL, { type: 'module' })";
const SHARED = 'new SharedWorker(URL)';
const SERVICE = "navigator.serviceWorker.register(URL, { scope: '/' + Math.random() })";

/** What workers of every kind send. */
export const WORKERS: readonly WayOut[] = waysOf('worker', 'worker', 'script', {
  'worker fetch': worker(PLAIN, "fetch('TO/', { mode: 'no-cors' })"),
  'worker importScripts': worker(PLAIN, "importScripts('TO/a.js')"),
  'worker xhr': worker(PLAIN, "const x = new XMLHttpRequest(); x.open('GET', 'TO/'); x.send()"),
  'worker EventSource': worker(PLAIN, "new EventSource('TO/')"),
  'worker WebSocket': (to) => worker(PLAIN, `new WebSocket('${ws(to)}/')`)(to),
  'worker in a worker': worker(
    PLAIN,
    "new Worker(URL.createObjectURL(new Blob([\"fetch('TO/', { mode: 'no-cors' })\"])))",
  ),
  'worker of a blob': (to) =>
    `new Worker(URL.createObjectURL(new Blob(["fetch('${to}/', { mode: 'no-cors' })"])))`,
  'module worker': worker(MODULE, "import('TO/a.js')"),
  'shared worker fetch': worker(SHARED, "fetch('TO/', { mode: 'no-cors' })"),
  'shared worker importScripts': worker(SHARED, "importScripts('TO/a.js')"),
  'shared worker WebSocket': (to) => worker(SHARED, `new WebSocket('${ws(to)}/')`)(to),
  'service worker fetch': worker(SERVICE, "fetch('TO/', { mode: 'no-cors' })"),
  'service worker importScripts': worker(SERVICE, "importScripts('TO/a.js')"),
  'service worker in install': worker(
    SERVICE,
    "oninstall = (e) => e.waitUntil(fetch('TO/', { mode: 'no-cors' }))",
  ),
});
