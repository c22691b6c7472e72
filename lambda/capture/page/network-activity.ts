import type { CDPSession, Protocol } from 'puppeteer-core';
import { PATIENCE_MS, patienceWith } from './patience.ts';

/** Requests that a page's looks never wait for, and that may stay open or come back for ever. */
const NOT_CONTENT = new Set([
  'WebSocket',
  'EventSource',
  'Ping',
  'CSPViolationReport',
  'Preflight',
  'Prefetch',
]);
/** An answer that has begun and then says nothing for this long is a stream held open, in milliseconds. */
const SILENT_STREAM_MS = 1500;
/** A socket that said nothing in so many milliseconds brings nothing the page begins with. */
const FIRST_MESSAGE_MS = 3000;
/** Messages that belong together come within this time, in milliseconds. */
const NEXT_MESSAGE_MS = 400;
/** What pages ask for again and again without showing it: the state of something, a sign of life. */
const DATA = new Set(['XHR', 'Fetch']);
/** Data that a page waits for takes longer than this, in milliseconds; what it only asks after comes sooner. */
const CHATTER_ANSWER_MS = 1000;
/** Open requests remembered; a page with more is never quiet anyway. */
const OPEN_MAX = 5000;

/** What settling watches: how much content is under way, and when there was last news of any. */
export type NetworkActivity = {
  inFlight(): number;
  /** Longest that what is under way may hold a capture of `pageUrl` while nothing arrives, in milliseconds. */
  patience(pageUrl: string): number;
  /** Addresses of other sites that have not answered at all. */
  unanswered(pageUrl: string): readonly string[];
  /** True while a style sheet has not answered at all: a browser draws nothing of the page until it has. */
  awaitsSheet(): boolean;
  /** On the `performance.now()` clock. */
  readonly lastActivityAt: number;
  /**
   * True when since then, on the `performance.now()` clock, nothing but data was asked for, and none of it is awaited: it
   * was asked for a moment ago, or longer ago than anybody is patient.
   */
  isChatterSince(time: number): boolean;
  /** True while a socket or a stream of events may be about to bring what the page shows. */
  awaitsMessage(): boolean;
};

type Open = {
  readonly url: string;
  readonly type: string;
  readonly session: string;
  readonly askedAt: number;
  respondedAt: number;
  lastDataAt: number;
};

/**
 * Follows the requests of a page and of its frames in other processes. Attach before the first navigation. Scripts
 * of workers are left out: their end is told to the worker only.
 */
export async function followNetwork(
  root: CDPSession,
  workerScripts: ReadonlySet<string>,
): Promise<NetworkActivity> {
  const open = new Map<string, Open>();
  /** When each open socket or stream of events was opened, and its last message came. */
  const channels = new Map<string, { readonly openedAt: number; messageAt: number }>();
  let lastActivityAt = performance.now();
  /** When there was last news of anything but data. */
  let lastContentAt = lastActivityAt;
  const newsOf = (type: string) => {
    lastActivityAt = performance.now();
    if (!DATA.has(type)) lastContentAt = lastActivityAt;
  };

  const follow = async (session: CDPSession, id: string): Promise<void> => {
    const key = (requestId: string) => `${id} ${requestId}`;
    const opened = (requestId: string) => {
      if (channels.size < OPEN_MAX)
        channels.set(key(requestId), { openedAt: performance.now(), messageAt: 0 });
    };
    const message = ({ requestId }: { requestId: string }) => {
      const channel = channels.get(key(requestId));
      if (channel) channel.messageAt = performance.now();
    };
    session.on('Network.webSocketCreated', ({ requestId }) => opened(requestId));
    session.on('Network.webSocketFrameReceived', message);
    session.on('Network.eventSourceMessageReceived', message);
    session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      if (type === 'EventSource') opened(requestId);
      if (request.url.startsWith('data:') || NOT_CONTENT.has(type ?? '') || open.size >= OPEN_MAX) return;
      newsOf(type ?? 'Other');
      open.set(key(requestId), {
        url: request.url,
        type: type ?? 'Other',
        session: id,
        askedAt: lastActivityAt,
        respondedAt: 0,
        lastDataAt: 0,
      });
    });
    session.on('Network.responseReceived', ({ requestId }) => news(requestId, true));
    session.on('Network.dataReceived', ({ requestId }) => news(requestId, false));
    const news = (requestId: string, responded: boolean) => {
      const request = open.get(key(requestId));
      if (!request) return;
      newsOf(request.type);
      request.lastDataAt = lastActivityAt;
      if (responded) request.respondedAt = lastActivityAt;
    };
    const ended = ({ requestId }: { requestId: string }) => {
      channels.delete(key(requestId));
      const request = open.get(key(requestId));
      if (request) newsOf(request.type);
      open.delete(key(requestId));
    };
    session.on('Network.webSocketClosed', ended);
    session.on('Network.loadingFinished', ended);
    session.on('Network.loadingFailed', ended);
    session.on(
      'Target.attachedToTarget',
      ({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent) => {
        const child = session.connection()?.session(sessionId);
        if (child && targetInfo.type === 'iframe') void follow(child, sessionId).catch(() => {});
      },
    );
    session.on('Target.detachedFromTarget', ({ sessionId }) => {
      for (const [requestKey, request] of open) if (request.session === sessionId) open.delete(requestKey);
    });
    await Promise.all([
      session.send('Network.enable'),
      session.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: false,
        flatten: true,
      }),
    ]);
  };
  await follow(root, '');

  const underWay = (): Open[] => {
    const now = performance.now();
    return [...open.values()].filter(
      ({ url, respondedAt, lastDataAt }) =>
        !workerScripts.has(url) && (respondedAt === 0 || now - lastDataAt < SILENT_STREAM_MS),
    );
  };
  const patienceFor = ({ respondedAt, type, url }: Open, pageUrl: string): number =>
    respondedAt > 0 ? PATIENCE_MS : patienceWith(type, url, pageUrl);

  return {
    inFlight: () => underWay().length,
    patience: (pageUrl) => Math.max(0, ...underWay().map((request) => patienceFor(request, pageUrl))),
    unanswered: (pageUrl) =>
      underWay()
        .filter((request) => patienceFor(request, pageUrl) < PATIENCE_MS)
        .map(({ url }) => url),
    awaitsSheet: () =>
      [...open.values()].some(({ type, respondedAt }) => type === 'Stylesheet' && respondedAt === 0),
    get lastActivityAt() {
      return lastActivityAt;
    },
    isChatterSince: (time) => {
      const now = performance.now();
      const isChatter = ({ type, askedAt }: Open) =>
        DATA.has(type) && (now - askedAt < CHATTER_ANSWER_MS || now - askedAt > PATIENCE_MS);
      return lastContentAt < time && underWay().every(isChatter);
    },
    awaitsMessage: () => {
      const now = performance.now();
      return [...channels.values()].some(({ openedAt, messageAt }) =>
        messageAt > 0 ? now - messageAt < NEXT_MESSAGE_MS : now - openedAt < FIRST_MESSAGE_MS,
      );
    },
  };
}
