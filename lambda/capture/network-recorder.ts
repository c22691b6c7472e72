import type { CDPSession, Protocol } from 'puppeteer-core';
import type { Exchange, ReceivedBody, ReceivedBytes } from './contract.ts';
import { fetchThroughPage } from './freeze/fetch-through-page.ts';
import { pageScript } from './freeze/page-script.ts';
import type { CapturedPage } from './page/captured-page.ts';
import { createBodyReader, type ReceivedEntry } from './received-body.ts';

/** Bodies kept by the browser over the whole page, in bytes: the guard's budget of a page's traffic, and some air. */
const TOTAL_BUFFER_BYTES = 256 * 1024 * 1024;
/** Largest single body the browser keeps, in bytes. */
const RESOURCE_BUFFER_BYTES = 64 * 1024 * 1024;
/** Addresses remembered: a page that asks for more is hostile or endless. */
const MAX_RECORDED = 20_000;
/** Requests that never carry what a still shows, and may stay open for ever. */
const NOT_CONTENT = new Set(['WebSocket', 'EventSource', 'Ping', 'CSPViolationReport', 'Preflight']);

/** What the main document's answer was; it follows redirects and later navigations of the main frame. */
export type MainDocument = {
  finalUrl: string;
  status?: number;
  mime?: string;
  errorText?: string;
  /** True when the answer is for saving, not for showing. */
  download: boolean;
  headers: Record<string, string>;
};

export type NetworkRecorderOptions = { readonly signal?: AbortSignal };

/** Remembers what the browser received for a page; attach it before `goto`. */
export type NetworkRecorder = {
  readonly received: ReceivedBytes;
  /** Requests for content under way now. */
  inFlight(): number;
  /** `performance.now()` of the last request started or ended. */
  readonly lastActivityAt: number;
  readonly mainDocument: MainDocument;
  /** Addresses received with a MIME type, newest last; for resources no markup names. */
  receivedUrls(type: Protocol.Network.ResourceType): readonly string[];
  /** Every answer that can still be read, redirects too, one at a time and each address once. */
  exchanges(): AsyncIterable<Exchange>;
  close(): Promise<void>;
};

/** Starts recording; every child target (frames of other sites, workers) is recorded from its first request. */
export async function createNetworkRecorder(
  page: CapturedPage,
  options: NetworkRecorderOptions = {},
): Promise<NetworkRecorder> {
  // Read and strip the freezer's page side now, while the network is waited for.
  setImmediate(pageScript);
  const root = await page.createCDPSession();
  const byUrl = new Map<string, ReceivedEntry>();
  const open = new Map<string, { entry: ReceivedEntry; urls: string[] }>();
  const main: MainDocument = { finalUrl: page.url(), download: false, headers: {} };
  const redirects = new Map<string, Exchange>();
  let mainRequest = '';
  let lastActivityAt = performance.now();
  const touch = () => {
    lastActivityAt = performance.now();
  };

  const remember = (url: string, entry: ReceivedEntry) => {
    const key = withoutFragment(url);
    const known = byUrl.get(key);
    if (known?.state === 'done' && succeeded(known) && entry.state !== 'done') return;
    if (byUrl.size < MAX_RECORDED || known) byUrl.set(key, entry);
  };

  const watch = async (session: CDPSession, prefix: string, isPage: boolean) => {
    const mainFrameId = isPage ? ((await frameTree(session))?.frame.id ?? '') : '';
    session.on('Network.requestWillBeSent', (event) => {
      if (event.request.url.startsWith('data:')) return;
      touch();
      const key = prefix + event.requestId;
      const { redirectResponse: from } = event;
      if (from && redirects.size < MAX_RECORDED) redirects.set(withoutFragment(from.url), redirectOf(from));
      const known = open.get(key);
      const urls = known ? [...known.urls, event.request.url] : [event.request.url];
      const entry: ReceivedEntry = {
        session,
        requestId: event.requestId,
        type: event.type ?? 'Other',
        state: 'open',
      };
      if (!NOT_CONTENT.has(entry.type)) open.set(key, { entry, urls });
      remember(event.request.url, entry);
      if (isPage && event.type === 'Document' && event.frameId === mainFrameId) {
        mainRequest = event.requestId;
        main.finalUrl = event.request.url;
        main.download = false;
        main.headers = {};
        delete main.status;
        delete main.mime;
        delete main.errorText;
      }
    });
    session.on('Network.responseReceived', (event) => {
      touch();
      const running = open.get(prefix + event.requestId);
      if (running) running.entry.response = event.response;
      if (isPage && event.requestId === mainRequest) {
        main.status = event.response.status;
        main.mime = event.response.mimeType;
        main.finalUrl = event.response.url;
        main.headers = lowerCased(event.response.headers);
        main.download = /^\s*attachment/i.test(main.headers['content-disposition'] ?? '');
      }
    });
    const finish = (
      requestId: string,
      state: 'done' | 'failed',
      error?: Protocol.Network.LoadingFailedEvent,
    ) => {
      touch();
      const running = open.get(prefix + requestId);
      if (!running) return;
      open.delete(prefix + requestId);
      running.entry.state = state;
      if (error) {
        running.entry.errorText = error.errorText;
        running.entry.blocked = error.blockedReason !== undefined;
        if (isPage && requestId === mainRequest) main.errorText = error.errorText;
      }
      for (const url of running.urls) remember(url, running.entry);
    };
    session.on('Network.loadingFinished', (event) => finish(event.requestId, 'done'));
    session.on('Network.loadingFailed', (event) => finish(event.requestId, 'failed', event));
    session.on('Page.downloadWillBegin', (event) => {
      if (event.frameId === mainFrameId) main.download = true;
    });
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo, waitingForDebugger }) => {
      const child = session.connection()?.session(sessionId);
      if (!child) return;
      const done = watch(child, `${prefix}${sessionId}/`, false).catch(ignoreGone);
      if (waitingForDebugger)
        void done.then(() => child.send('Runtime.runIfWaitingForDebugger').catch(ignoreGone));
      void targetInfo;
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => {
      for (const key of open.keys()) if (key.startsWith(`${prefix}${sessionId}/`)) open.delete(key);
    });
    await session.send('Network.enable', {
      maxTotalBufferSize: TOTAL_BUFFER_BYTES,
      maxResourceBufferSize: RESOURCE_BUFFER_BYTES,
      enableDurableMessages: true,
    });
    await session
      .send('Network.configureDurableMessages', {
        maxTotalBufferSize: TOTAL_BUFFER_BYTES,
        maxResourceBufferSize: RESOURCE_BUFFER_BYTES,
      })
      .catch(ignoreGone);
    await session
      .send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
      .catch(ignoreGone);
  };

  await root.send('Page.enable');
  await watch(root, '', true);

  const fetched = new Map<string, Promise<ReceivedBody>>();
  const readBody = createBodyReader(options.signal ?? new AbortController().signal);
  const fetchMissing = fetchThroughPage(root, options.signal);
  const bodyOf: ReceivedBytes['bodyOf'] = async (url, kind) => {
    const key = withoutFragment(url);
    const entry = byUrl.get(key);
    if (entry) return await readBody(entry);
    // Fonts and sheet pictures (`other`) that were not asked for are shown nowhere.
    if (kind === 'other' || kind === 'font' || kind === 'document' || kind === 'frame' || kind === 'media') {
      return { ok: false, omission: 'not-loaded' };
    }
    let body = fetched.get(key);
    if (!body) {
      body = fetchMissing(key);
      fetched.set(key, body);
    }
    return await body;
  };

  return {
    received: { bodyOf, asked: (url) => byUrl.has(withoutFragment(url)) },
    inFlight: () => open.size,
    get lastActivityAt() {
      return lastActivityAt;
    },
    mainDocument: main,
    receivedUrls: (type) =>
      [...byUrl].filter(([, entry]) => entry.type === type && entry.state === 'done').map(([url]) => url),
    exchanges: async function* () {
      yield* redirects.values();
      for (const [url, entry] of [...byUrl]) {
        const { response } = entry;
        if (!response || entry.state !== 'done' || redirects.has(url) || !/^https?:/.test(url)) continue;
        const body = await readBody(entry);
        if (!body.ok) continue;
        const { ok: _ok, ...received } = body;
        yield { url, headers: lowerCased(response.headers), ...received };
      }
    },
    close: async () => {
      await root.detach().catch(ignoreGone);
    },
  };
}

function redirectOf({ url, status, headers, mimeType }: Protocol.Network.Response): Exchange {
  const type = mimeType || 'application/octet-stream';
  return { url: withoutFragment(url), status, headers: lowerCased(headers), type, bytes: new Uint8Array() };
}

function succeeded(entry: ReceivedEntry): boolean {
  return (entry.response?.status ?? 0) < 400;
}

async function frameTree(session: CDPSession): Promise<Protocol.Page.FrameTree | undefined> {
  return (await session.send('Page.getFrameTree').catch(() => undefined))?.frameTree;
}

function lowerCased(headers: Protocol.Network.Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}

/** A target may close at any moment; what it would have said is then gone with it. */
function ignoreGone(): void {}
