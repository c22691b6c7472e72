/** One page that tries everything Chromium offers to reach `target`; the last part of each address says how. */
export function escapePage(target: string, udpPort: number): string {
  const at = (how: string) => `${target}/${how}`;
  const ws = target.replace(/^http/, 'ws');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Escape</title>
<link rel="stylesheet" href="${at('stylesheet')}"><link rel="icon" href="${at('icon')}"><link rel="manifest" href="${at('manifest')}">
<link rel="preload" as="image" href="${at('preload')}"><link rel="prefetch" href="${at('prefetch')}"><link rel="modulepreload" href="${at('modulepreload')}">
<link rel="preconnect" href="${target}"><link rel="dns-prefetch" href="${target}"><link rel="prerender" href="${at('prerender')}">
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${at('spec-prefetch')}"]}],"prerender":[{"source":"list","urls":["${at('spec-prerender')}"]}]}</script>
<style>@import "${at('css-import')}";@font-face{font-family:x;src:url(${at('font')})}body{font-family:x;background:url(${at('background')})}p::before{content:url(${at('content')})}li{list-style:url(${at('list')})}div{cursor:url(${at('cursor')}),auto;border-image:url(${at('border')}) 1}</style></head>
<body background="${at('body-background')}"><p>Allowed words that prove that the page was loaded.</p><div>x</div><ul><li>x</ul>
<img src="${at('img')}" srcset="${at('srcset')} 2x"><picture><source srcset="${at('source')}"><img></picture><img src="/redirect?to=${encodeURIComponent(at('redirected-img'))}">
<script src="${at('script')}"></script><script type="module">import("${at('import')}").catch(()=>{})</script>
<iframe src="${at('frame')}"></iframe><iframe src="/redirect?to=${encodeURIComponent(at('redirected-frame'))}"></iframe><iframe srcdoc="<meta http-equiv=refresh content='0;url=${at('frame-refresh')}'>"></iframe><iframe srcdoc="<img src='${at('srcdoc-img')}'>"></iframe>
<iframe src="javascript:location='${at('js-frame')}'"></iframe><iframe src="file:///etc/passwd"></iframe><iframe name="form-target"></iframe>
<object data="${at('object')}"></object><embed src="${at('embed')}"><video src="${at('video')}" poster="${at('poster')}" autoplay muted><track src="${at('track')}" default></video><audio src="${at('audio')}" autoplay></audio>
<input type="image" src="${at('input')}"><svg><image href="${at('svg-image')}"/><use href="${at('svg-use')}#x"/></svg><form id="f" action="${at('form')}" target="form-target" method="post"></form><a id="p" href="#x" ping="${at('ping')}">x</a>
<script>
const quiet = (work) => { try { const r = work(); r?.catch?.(() => {}); } catch {} };
quiet(() => fetch('${at('fetch')}'));
quiet(() => fetch('${at('fetch-no-cors')}', { mode: 'no-cors', method: 'POST', body: 'x', keepalive: true }));
quiet(() => fetch('/redirect?to=' + encodeURIComponent('${at('redirected-fetch')}'), { mode: 'no-cors' }));
quiet(() => { const x = new XMLHttpRequest(); x.open('GET', '${at('xhr')}'); x.send(); });
quiet(() => navigator.sendBeacon('${at('beacon')}', 'x'));
quiet(() => new EventSource('${at('eventsource')}'));
quiet(() => new WebSocket('${ws}/websocket'));
quiet(() => new WebSocket('${ws.replace(/^ws/, 'wss')}/wss'));
quiet(() => new Worker('/worker.js?to=' + encodeURIComponent('${target}')));
quiet(() => new SharedWorker('/worker.js?shared&to=' + encodeURIComponent('${target}')));
quiet(() => navigator.serviceWorker.register('/worker.js?sw&to=' + encodeURIComponent('${target}')));
quiet(() => new WebTransport('${target.replace(/^http:/, 'https:')}/webtransport'));
quiet(() => window.open('${at('popup')}'));
quiet(() => window.open('about:blank')?.fetch('${at('popup-fetch')}'));
quiet(() => f.submit());
quiet(() => p.click());
quiet(() => { new Image().src = '${at('image')}'; });
quiet(() => { const l = document.createElement('link'); l.rel = 'prefetch'; l.href = '${at('late-prefetch')}'; document.head.append(l); });
for (const urls of ['stun:127.0.0.2:${udpPort}', 'stun:127.0.0.1:${udpPort}', 'turn:127.0.0.1:${udpPort}?transport=udp', 'turn:127.0.0.1:${udpPort}?transport=tcp', 'stun:inside.test:${udpPort}'])
  quiet(async () => { const c = new RTCPeerConnection({ iceServers: [{ urls, username: 'u', credential: 'c' }] }); c.createDataChannel('x'); await c.setLocalDescription(await c.createOffer()); });
quiet(async () => { const c = new RTCPeerConnection(); c.createDataChannel('x'); await c.setLocalDescription(await c.createOffer()); await c.setRemoteDescription({ type: 'answer', sdp: c.localDescription.sdp.replace('actpass', 'active') }); await c.addIceCandidate({ candidate: 'candidate:1 1 udp 2113937151 127.0.0.1 ${udpPort} typ host', sdpMid: '0' }); });
setTimeout(() => quiet(() => fetch('${at('late-fetch')}', { mode: 'no-cors' })), 300);
</script></body></html>`;
}

/** The script behind every kind of worker: it fetches, opens a socket, and imports. */
export function escapeWorker(target: string, kind: string): string {
  return `
fetch(${JSON.stringify(`${target}/${kind}-fetch`)}, { mode: 'no-cors' }).catch(() => {});
try { new WebSocket(${JSON.stringify(`${target.replace(/^http/, 'ws')}/${kind}-ws`)}); } catch {}
try { importScripts(${JSON.stringify(`${target}/${kind}-import`)}); } catch {}
`;
}
