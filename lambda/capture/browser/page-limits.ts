import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedPage } from '../page/captured-page.ts';

/** What one page may ask the browser for; past any of these it gets no more network and no more script. */
export type PageLimits = {
  /** Requests of all its frames and workers, each hop of a redirect counted. */
  readonly requests: number;
  readonly frames: number;
  /** Bytes of one answer, and of all of them, unpacked. */
  readonly responseBytes: number;
  readonly bytes: number;
  /** Entries in the history, changes of the fragment included. */
  readonly historyEntries: number;
  /** Windows it tried to open; each is closed at once. */
  readonly windows: number;
  /** Nodes of the documents that one process holds, with those taken out and not yet forgotten. */
  readonly nodes: number;
};

/**
 * Several times what heavy real pages need: a news front page makes 800 requests and has 60 frames, the longest
 * specifications in one page have 250,000 nodes.
 */
export const PAGE_LIMITS: PageLimits = {
  requests: 5000,
  frames: 500,
  responseBytes: 64_000_000,
  bytes: 400_000_000,
  historyEntries: 1000,
  windows: 300,
  nodes: 300_000,
};

/** How often a process is asked for its nodes, in milliseconds: a script makes about 300,000 in that time. */
const NODES_INTERVAL_MS = 250;

/**
 * Counts what a page does from before its first request. At the first limit that is passed its script is stopped for
 * good, so that what is there can still be frozen, and `onBreach` is told once which limit it was.
 */
export async function followLimits(
  page: CapturedPage,
  onBreach: (limit: keyof PageLimits) => void,
  limits: PageLimits = PAGE_LIMITS,
): Promise<void> {
  const root = await page.createCDPSession();
  const counts = { requests: 0, frames: 0, bytes: 0, historyEntries: 0, windows: 0 };
  let breached = false;

  const stop = (session: CDPSession) => {
    // In this order: the script that runs now would hold back everything after it.
    void session.send('Emulation.setScriptExecutionDisabled', { value: true }).catch(ignoreGone);
    void session.send('Runtime.terminateExecution').catch(ignoreGone);
    void session.send('Page.stopLoading').catch(ignoreGone);
  };
  const breach = (limit: keyof PageLimits) => {
    if (breached) return;
    breached = true;
    stop(root);
    onBreach(limit);
  };
  const count = (limit: keyof typeof counts, amount = 1) => {
    counts[limit] += amount;
    if (counts[limit] > limits[limit]) breach(limit);
  };

  const watch = async (session: CDPSession): Promise<void> => {
    const sizes = new Map<string, number>();
    session.on('Network.requestWillBeSent', () => count('requests'));
    session.on('Network.dataReceived', ({ requestId, dataLength }) => {
      const size = (sizes.get(requestId) ?? 0) + dataLength;
      sizes.set(requestId, size);
      if (size > limits.responseBytes) breach('responseBytes');
      count('bytes', dataLength);
    });
    session.on('Network.loadingFinished', ({ requestId }) => sizes.delete(requestId));
    session.on('Network.loadingFailed', ({ requestId }) => sizes.delete(requestId));
    session.on('Page.frameAttached', () => count('frames'));
    session.on('Page.navigatedWithinDocument', () => count('historyEntries'));
    session.on('Page.windowOpen', () => count('windows'));
    session.on('Target.attachedToTarget', ({ sessionId }) => {
      const child = session.connection()?.session(sessionId);
      if (child) void watch(child).catch(ignoreGone);
    });
    await Promise.all([
      // Nothing is kept for this session: it only counts.
      session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }),
      session.send('Page.enable').catch(ignoreGone),
      session.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: false,
        flatten: true,
      }),
    ]);
    void followNodes(session, limits.nodes, () => breach('nodes')).catch(ignoreGone);
  };
  await watch(root);
}

/**
 * Asks a process again and again how many nodes it holds, until there are too many, or it has gone: then this rejects.
 * A process that is busy with one endless task does not answer; its memory and the clock end it.
 */
async function followNodes(session: CDPSession, most: number, onTooMany: () => void): Promise<void> {
  for (;;) {
    const { nodes } = await session.send('Memory.getDOMCounters');
    if (nodes > most) return onTooMany();
    await delay(NODES_INTERVAL_MS, undefined, { ref: false });
  }
}

/** A target may close at any moment; there is nothing left to count then. */
function ignoreGone(): void {}
