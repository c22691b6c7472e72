import type { CDPSession } from 'puppeteer-core';
import type { ReceivedBody } from '../contract.ts';

/** Resources a capture may ask for a first time while freezing: lazy images a page never came to load, its icon. */
const MAX_FETCHES = 80;
/** All of them together, in milliseconds. */
const FETCH_DEADLINE_MS = 6_000;
/** Asked at the same time. */
const PARALLEL_FETCHES = 6;
/** Largest such resource, in bytes. */
const FETCH_MAX_BYTES = 16 * 1024 * 1024;

/**
 * Makes a fetcher for what the page never loaded. The browser's own network stack asks, behind the egress guard
 * and with the page's cookies; each call gives the body or the reason there is none.
 */
export function fetchThroughPage(
  session: CDPSession,
  signal?: AbortSignal,
): (url: string) => Promise<ReceivedBody> {
  let asked = 0;
  let deadline = 0;
  let running = 0;
  const waiting: Array<() => void> = [];

  const load = async (url: string): Promise<ReceivedBody> => {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { resource } = await session.send('Network.loadNetworkResource', {
      frameId: frameTree.frame.id,
      url,
      options: { disableCache: false, includeCredentials: true },
    });
    const status = resource.httpStatusCode;
    if (!resource.success || !resource.stream) {
      if (status && status >= 400) return { ok: false, omission: 'http-error', status };
      return { ok: false, omission: 'connection-failed' };
    }
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for (;;) {
        const part = await session.send('IO.read', { handle: resource.stream, size: 1 << 20 });
        const bytes = Buffer.from(part.data, part.base64Encoded ? 'base64' : 'utf8');
        chunks.push(bytes);
        size += bytes.length;
        if (size > FETCH_MAX_BYTES) return { ok: false, omission: 'too-large' };
        if (part.eof) break;
      }
    } finally {
      void session.send('IO.close', { handle: resource.stream }).catch(() => {});
    }
    const type = contentType(resource.headers);
    return { ok: true, bytes: Buffer.concat(chunks), type, status: status ?? 200 };
  };

  return async (url) => {
    if (!/^https?:/i.test(url)) return { ok: false, omission: 'not-loaded' };
    if (asked >= MAX_FETCHES || signal?.aborted) return { ok: false, omission: 'budget' };
    asked += 1;
    deadline ||= performance.now() + FETCH_DEADLINE_MS;
    if (running >= PARALLEL_FETCHES) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      const left = deadline - performance.now();
      if (left <= 0) return { ok: false, omission: 'budget' };
      return await before(load(url), left);
    } catch {
      return { ok: false, omission: 'connection-failed' };
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

async function before(body: Promise<ReceivedBody>, ms: number): Promise<ReceivedBody> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ReceivedBody>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, omission: 'timeout' }), ms);
  });
  return await Promise.race([body, late]).finally(() => clearTimeout(timer));
}

function contentType(headers: Record<string, unknown> | undefined): string {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name.toLowerCase() === 'content-type') return String(value).split(';')[0]?.trim().toLowerCase() ?? '';
  }
  return '';
}
