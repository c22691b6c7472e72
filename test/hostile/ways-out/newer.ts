import { type WayOut, waysOf } from './way-out.ts';

const early = (name: string, rest: string): WayOut => ({
  group: 'header',
  name: `103 ${name}`,
  listens: '127.0.0.2',
  page: 'hints',
  hints: (to) => `<${to}/${rest}`,
});
const header = (name: string, headers: (target: string) => Record<string, string>): WayOut => ({
  group: 'header',
  name,
  listens: '127.0.0.2',
  page: 'newer-header',
  headers,
});

/** Ways that browsers learnt lately, or that few pages take; some need TLS or a permission, and are tried all the same. */
export const NEWER: readonly WayOut[] = [
  early('preload', 'a.css>; rel=preload; as=style'),
  early('preload with anonymous CORS', 'a.woff2>; rel=preload; as=font; crossorigin'),
  early('preconnect', '>; rel=preconnect'),
  early('modulepreload', 'a.js>; rel=modulepreload'),
  header('Link prefetch', (to) => ({ link: `<${to}/>; rel=prefetch` })),
  header('Link modulepreload', (to) => ({ link: `<${to}/a.js>; rel=modulepreload` })),
  header('Link compression-dictionary', (to) => ({ link: `<${to}/d>; rel=compression-dictionary` })),
  header('Link icon', (to) => ({ link: `<${to}/i.png>; rel=icon` })),
  header('Alt-Svc', (to) => ({ 'alt-svc': `h2="${to.slice(7)}"; ma=99, h3="${to.slice(7)}"; ma=99` })),
  header('SourceMap', (to) => ({ sourcemap: `${to}/a.map` })),
  header('Document-Policy report', (to) => ({
    'reporting-endpoints': `d="${to}/"`,
    'document-policy-report-only': 'document-write=?0; report-to=d',
  })),
  header('COEP report', (to) => ({
    'cross-origin-embedder-policy-report-only': `require-corp; report-to="c"`,
    'reporting-endpoints': `c="${to}/"`,
  })),
  ...waysOf('script', 'newer', 'script', {
    'shared storage worklet': (to) => `sharedStorage.worklet.addModule('${to}/a.js')`,
    'interest group': (to) =>
      `navigator.joinAdInterestGroup({ owner: '${to}', name: 'x', biddingLogicURL: '${to}/a.js', lifetimeMs: 1e6 })`,
    auction: (to) =>
      `navigator.runAdAuction({ seller: '${to}', decisionLogicURL: '${to}/a.js', interestGroupBuyers: [] })`,
    'federated sign-in': (to) =>
      `navigator.credentials.get({ identity: { providers: [{ configURL: '${to}/config.json', clientId: 'x' }] } })`,
    'related origins of a passkey': (to) =>
      `navigator.credentials.get({ publicKey: { challenge: new Uint8Array(9), rpId: '${to.slice(7).split(':')[0]}' } })`,
    'payment method': (to) =>
      `new PaymentRequest([{ supportedMethods: '${to}/pay' }], { total: { label: 'x', amount: { currency: 'USD', value: '1' } } }).canMakePayment()`,
    'background fetch': (to) =>
      `navigator.serviceWorker.register('/worker.js').then((r) => r.backgroundFetch.fetch('x', ['${to}/a']))`,
    'notification icon': (to) => `new Notification('x', { icon: '${to}/a.png' })`,
    'media session artwork': (to) =>
      `navigator.mediaSession.metadata = new MediaMetadata({ artwork: [{ src: '${to}/a.png' }] })`,
    'direct socket': (to) =>
      `new TCPSocket('${to.slice(7).split(':')[0]}', ${'Number'}('${to}'.split(':')[2]))`,
    'web transport': (to) => `new WebTransport('${to.replace('http:', 'https:')}/')`,
    'protocol handler': (to) =>
      `navigator.registerProtocolHandler('web+x', '${to}/?%s'); location = 'web+x:1'`,
    'intent address': (to) =>
      `const f = document.createElement('iframe'); f.src = 'intent://${to.slice(7)}#Intent;scheme=http;S.browser_fallback_url=${to}/;end'; document.body.append(f)`,
    'view-source frame': (to) =>
      `const f = document.createElement('iframe'); f.src = 'view-source:${to}/'; document.body.append(f)`,
    'storage of a file system address': (to) =>
      `webkitRequestFileSystem(0, 9, () => fetch('${to}/', { mode: 'no-cors' }))`,
    'fetch in unload': (to) => `addEventListener('pagehide', () => navigator.sendBeacon('${to}/', 'x'))`,
    'document in document': (to) => `documentPictureInPicture.requestWindow().then((w) => w.fetch('${to}/'))`,
    'worker with a source map': (to) =>
      `new Worker(URL.createObjectURL(new Blob(['//# sourceMappingURL=${to}/a.map'])))`,
    'image of a canvas pattern': (to) =>
      `const i = new Image(); i.fetchPriority = 'high'; i.attributionSrc = '${to}/'; i.src = '${to}/x.png'`,
    'JSON module': (to) => `import('${to}/a.json', { with: { type: 'json' } })`,
    'style module': (to) => `import('${to}/a.css', { with: { type: 'css' } })`,
    'wasm, streamed': (to) => `WebAssembly.instantiateStreaming(fetch('${to}/a.wasm', { mode: 'no-cors' }))`,
    'EventSource in a frame without origin': (to) =>
      `const f = document.createElement('iframe'); f.sandbox = 'allow-scripts'; f.srcdoc = "<script>new EventSource('${to}/')</scr" + "ipt>"; document.body.append(f)`,
  }),
  ...waysOf('markup', 'newer', 'html', {
    'attribution of a picture': (to) => `<img attributionsrc="${to}/">`,
    'attribution of a script': (to) => `<script attributionsrc="${to}/" src="data:,"></script>`,
    'web bundle': (to) =>
      `<script type="webbundle">{"source":"${to}/a.wbn","resources":["${to}/x"]}</script>`,
    'import map': (to) =>
      `<script type="importmap">{"imports":{"x":"${to}/x.js"}}</script><script type="module">import 'x'</script>`,
    'link of a dictionary': (to) => `<link rel="compression-dictionary" href="${to}/d">`,
    'link with blocking': (to) =>
      `<link rel="expect" href="#x" blocking="render"><link rel="stylesheet" blocking="render" href="${to}/a.css">`,
    'fenced frame': (to) =>
      `<fencedframe></fencedframe><script>document.querySelector('fencedframe').config = new FencedFrameConfig('${to}/')</script>`,
    portal: (to) => `<portal src="${to}/"></portal>`,
    'MathML link and picture': (to) => `<math href="${to}/"><mglyph src="${to}/a.png"></mglyph></math>`,
    'XML style sheet in a frame': (to) =>
      `<iframe src="data:text/xml,<?xml-stylesheet href='${to}/a.css' type='text/css'?><a/>"></iframe>`,
    'external entity in a frame': (to) =>
      `<iframe src="data:image/svg+xml,<!DOCTYPE a [<!ENTITY x SYSTEM '${to}/x'>]><svg xmlns='http://www.w3.org/2000/svg'><text>%26x;</text></svg>"></iframe>`,
    'picture in a data frame': (to) => `<iframe src="data:text/html,<img src='${to}/a.png'>"></iframe>`,
    'declarative shadow root': (to) =>
      `<p><template shadowrootmode="closed"><img src="${to}/a.png"></template></p>`,
    'HTTP-equiv Link': (to) => `<meta http-equiv="link" content="<${to}/a.css>; rel=stylesheet">`,
    'HTTP-equiv CSP': (to) =>
      `<meta http-equiv="content-security-policy" content="upgrade-insecure-requests"><img src="${to}/a.png">`,
  }),
];
