import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { FoundChromium } from './find-chromium.ts';
import { type LaunchedBrowser, launchBrowser } from './launch.ts';
import { tryToEscape } from './proving.page.ts';

/** Longest the proving page waits for STUN, in milliseconds: an unhindered one sends within 50. */
const STUN_WAIT_MS = 400;
/** Longest for the whole proof, in milliseconds; a quiet machine takes under one second. */
const PROOF_TIMEOUT_MS = 20_000;

/** What the proof found out: whether Chromium's own sandbox works here. */
export type ProvenBrowser = { readonly sandbox: boolean };

/**
 * Starts this Chromium once and has it try to get past the guard. Resolves only when the one allowed origin was
 * reached, every other attempt ended at the guard, and nothing arrived anywhere else; rejects otherwise. This is
 * what notices the next renamed flag before a page does. The signal ends it early.
 */
export async function proveBrowser(
  chromium: FoundChromium,
  workFolder: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<ProvenBrowser> {
  let arrived = 0;
  const site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/own' ? 'own' : '<!doctype html><title>proof</title>');
  });
  const shut = createTcpServer((socket) => {
    arrived += 1;
    socket.destroy();
  });
  const stun = createSocket('udp4').on('message', () => {
    arrived += 1;
  });
  const ports = await Promise.all([
    listening(site.listen(0, '127.0.0.1')),
    listening(shut.listen(0, '127.0.0.1')),
    listening(stun.bind(0, '127.0.0.1')),
  ]);
  const [sitePort, shutPort, stunPort] = ports;
  const allowNetwork = [{ address: [127, 0, 0, 1], bits: 32, port: sitePort }];
  let launched: LaunchedBrowser | undefined;
  const end = () => void launched?.end();
  try {
    const started = await launchProven(chromium, workFolder, allowNetwork, log, signal);
    launched = started.launched;
    signal.throwIfAborted();
    signal.addEventListener('abort', end, { once: true });
    const page = (await launched.browser.pages())[0] ?? (await launched.browser.newPage());
    await page.goto(`http://127.0.0.1:${sitePort}/`, { timeout: PROOF_TIMEOUT_MS });
    const reached = await page.evaluate(tryToEscape, { shutPort, stunPort, waitMs: STUN_WAIT_MS });
    if (!reached) throw new Error('The proof of the egress guard reached nothing at all.');
    const refused = new Set(launched.guard.traffic.refusals.map(({ host, port }) => `${host}:${port}`));
    for (const place of [`127.0.0.1:${shutPort}`, `localhost:${shutPort}`, '169.254.169.254:80'])
      if (!refused.has(place)) throw new Error(`This Chromium does not ask the egress guard for ${place}.`);
    if (arrived > 0) throw new Error('This Chromium gets past the egress guard.');
    return { sandbox: started.sandbox };
  } finally {
    signal.removeEventListener('abort', end);
    await launched?.end();
    site.close();
    site.closeAllConnections();
    shut.close();
    stun.close();
  }
}

/** Launches with Chromium's own sandbox where that works: not as root, not in Lambda, not without user namespaces. */
async function launchProven(
  chromium: FoundChromium,
  workFolder: string,
  allowNetwork: { address: number[]; bits: number; port: number }[],
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<{ launched: LaunchedBrowser; sandbox: boolean }> {
  const inLambda = process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
  const launch = (sandbox: boolean) =>
    launchBrowser({ chromium, workFolder, sandbox, guard: { allowNetwork, forProof: true }, signal });
  if (process.getuid?.() === 0 || inLambda) return { launched: await launch(false), sandbox: false };
  let withSandbox: unknown;
  try {
    return { launched: await launch(true), sandbox: true };
  } catch (error) {
    signal.throwIfAborted();
    withSandbox = error;
  }
  // Without namespaces Chromium ends before it says why, so the proof that the sandbox was the reason is to go without.
  const launched = await launch(false).catch(() => {
    throw withSandbox;
  });
  log('Chromium runs without its own sandbox: this system gives it no user namespaces.');
  return { launched, sandbox: false };
}

async function listening(server: { address(): unknown } & NodeJS.EventEmitter): Promise<number> {
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
