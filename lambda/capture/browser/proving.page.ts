/** Where the proving page knocks. */
export type ProvingPlaces = {
  /** TCP on loopback, not allowed. */
  readonly shutPort: number;
  /** UDP on loopback. */
  readonly stunPort: number;
  readonly waitMs: number;
};

/**
 * Tries the ways out that a wrong or renamed flag would open: loopback and link-local by request and WebSocket,
 * and STUN. Answers whether its own origin, which is allowed, was reached. Self-contained.
 */
export async function tryToEscape({ shutPort, stunPort, waitMs }: ProvingPlaces): Promise<boolean> {
  const rtc = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${stunPort}` }] });
  rtc.createDataChannel('x');
  const gathered = new Promise<void>((resolve) => {
    setTimeout(resolve, waitMs);
    rtc.addEventListener('icegatheringstatechange', () => {
      if (rtc.iceGatheringState === 'complete') resolve();
    });
  });
  await rtc.setLocalDescription(await rtc.createOffer());
  const knock = (url: string) => window.fetch(url, { mode: 'no-cors' }).catch(() => {});
  const socket = new Promise<void>((resolve) => {
    const ws = new window.WebSocket(`ws://127.0.0.1:${shutPort}/ws`);
    ws.onerror = ws.onopen = () => resolve();
  });
  const [own] = await Promise.all([
    window.fetch('/own').then((answer) => answer.text()),
    knock(`http://127.0.0.1:${shutPort}/`),
    knock(`http://localhost:${shutPort}/`),
    knock('http://169.254.169.254/latest/meta-data/'),
    socket,
    gathered,
  ]);
  return own === 'own';
}
