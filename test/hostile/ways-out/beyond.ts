import type { WayOut } from './way-out.ts';
import { waysOf } from './way-out.ts';

const header = (name: string, headers: (target: string) => Record<string, string>): WayOut => ({
  group: 'header',
  name,
  listens: '127.0.0.2',
  page: 'header',
  headers,
});

/** Answers whose head alone makes the browser send something. */
export const HEADERS: readonly WayOut[] = [
  header('Link preload', (to) => ({ link: `<${to}/a.png>; rel=preload; as=image` })),
  header('Link preconnect', (to) => ({ link: `<${to}>; rel=preconnect` })),
  header('Link stylesheet', (to) => ({ link: `<${to}/a.css>; rel=stylesheet` })),
  header('CSP report-uri', (to) => ({
    'content-security-policy-report-only': `img-src 'none'; report-uri ${to}/`,
  })),
  header('Speculation-Rules', (to) => ({ 'speculation-rules': `"${to}/a.json"` })),
  header('Reporting-Endpoints', (to) => ({
    'reporting-endpoints': `x="${to.replace('http:', 'https:')}/"`,
    'content-security-policy-report-only': `font-src 'none'; report-to x`,
  })),
  header('NEL', (to) => ({
    'report-to': `{"group":"n","max_age":9,"endpoints":[{"url":"${to.replace('http:', 'https:')}/"}]}`,
    nel: '{"report_to":"n","max_age":9,"success_fraction":1}',
  })),
];

const rules = (kind: string, to: string) =>
  `<script type="speculationrules">{"${kind}":[{"source":"list","urls":["${to}/"],"eagerness":"immediate"}]}</script>`;

/** Loads ahead of a navigation that never comes. */
export const SPECULATIONS: readonly WayOut[] = waysOf('speculation', 'speculation', 'html', {
  'speculative prefetch': (to) => rules('prefetch', to),
  'speculative prerender': (to) => rules('prerender', to),
});

const peer = (servers: string, rest = '') =>
  `const c = new RTCPeerConnection({ iceServers: [${servers}] }); c.createDataChannel('x'); c.createOffer().then((o) => c.setLocalDescription(o))${rest}`;
const ice = (urls: string) => `{ urls: '${urls}', username: 'u', credential: 'c' }`;

const udp = (name: string, script: (port: number) => string): WayOut => ({
  group: 'webrtc',
  name,
  listens: '127.0.0.1',
  udp: true,
  page: 'webrtc',
  script: (_to, port) => script(port),
});

/** Datagrams and connections of WebRTC and WebTransport, which no HTTP proxy sees. */
export const DATAGRAMS: readonly WayOut[] = [
  udp('STUN', (port) => peer(ice(`stun:127.0.0.1:${port}`))),
  udp('STUN by name', (port) => peer(ice(`stun:localhost:${port}`))),
  udp('TURN', (port) => peer(ice(`turn:127.0.0.1:${port}?transport=udp`))),
  udp('remote candidate', (port) =>
    peer(
      '',
      `.then(() => c.setRemoteDescription({ type: 'answer', sdp: c.localDescription.sdp.replace('actpass', 'active') })).then(() => c.addIceCandidate({ candidate: 'candidate:1 1 udp 2113937151 127.0.0.1 ${port} typ host', sdpMid: '0' }))`,
    ),
  ),
  udp('WebTransport', (port) => `new WebTransport('https://127.0.0.1:${port}/')`),
  {
    group: 'webrtc',
    name: 'TURN over TCP',
    listens: '127.0.0.1',
    page: 'webrtc',
    script: (_to, port) => peer(ice(`turn:127.0.0.1:${port}?transport=tcp`)),
  },
  {
    group: 'webrtc',
    name: 'TURN over TLS',
    listens: '127.0.0.1',
    page: 'webrtc',
    script: (_to, port) => peer(ice(`turns:127.0.0.1:${port}?transport=tcp`)),
  },
];
