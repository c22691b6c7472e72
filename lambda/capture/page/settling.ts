import type { View } from '@stillpage/shared/schemas/view.ts';
import { before, type Deadline, pause, within } from './deadline.ts';
import type { IsolatedWorld } from './isolated-world.ts';
import type { Lifecycle } from './navigate.ts';
import type { NetworkActivity } from './network-activity.ts';
import type { PreparedPage } from './page-setup.ts';
import { twoFrames } from './settle.page.ts';

/** How often the network is looked at, in milliseconds; costs no call to the browser. */
export const LOOK_INTERVAL_MS = 20;
/** Two frames take no longer where nothing tells of them, in milliseconds. */
const FRAMES_MS = 50;
/** A page that asks for nothing but data all the time is looked at so often, in milliseconds: it may be at rest. */
export const CHATTER_MS = 3000;
/** Longest that a call waits for a page that may be busy, in milliseconds, beside what it does there. */
export const BUSY_MS = 4000;

/** One document on its way to rest. */
export type Settling = {
  readonly prepared: PreparedPage;
  readonly lifecycle: Lifecycle;
  readonly network: NetworkActivity;
  readonly view: View;
  readonly deadline: Deadline;
  /** False for a document that may run no script: timers and frames never come to functions in it. */
  readonly runsScript: boolean;
  /** True when the time is up, the caller has gone or the page has moved on to another document. */
  over(): boolean;
};

/** An answer from the page, or nothing when it takes longer than a page deserves. */
export function call<T>({ deadline }: Pick<Settling, 'deadline'>, work: Promise<T>): Promise<T | undefined> {
  return before(within(deadline, BUSY_MS), work);
}

/** Waits until the page has drawn two frames: layout, observers and lazy loading have seen the present window. */
export async function untilFramed(settling: Settling, world: IsolatedWorld): Promise<void> {
  if (settling.runsScript) await call(settling, world.run(twoFrames));
  else await pause(FRAMES_MS, settling.deadline.signal);
}

/** How long a wait for a quiet network may be, in milliseconds. */
export type QuietWait = {
  /** Of silence before what hangs is taken for stalled. */
  readonly patienceMs?: number;
  /** In all: some pages never stop asking. */
  readonly mostMs?: number;
};

/** True when the network came to rest, false when it hangs, the time is up or the page has moved on. */
export async function untilQuiet(
  settling: Settling,
  quietMs: number,
  { patienceMs = 0, mostMs = Number.POSITIVE_INFINITY }: QuietWait = {},
): Promise<boolean> {
  const { network, lifecycle, deadline } = settling;
  const until = performance.now() + mostMs;
  while (!settling.over()) {
    const now = performance.now();
    const idle = now - network.lastActivityAt;
    if (network.inFlight() === 0 && idle >= quietMs) return true;
    if (idle >= patienceMs && isStalled(network, lifecycle.url)) return false;
    if (now >= until) return false;
    await pause(LOOK_INTERVAL_MS, deadline.signal);
  }
  return false;
}

/** Requests open, and nothing arriving for longer than any of them deserves: a long poll, a counter or a dead server. */
export function isStalled(network: NetworkActivity, pageUrl: string): boolean {
  return network.inFlight() > 0 && performance.now() - network.lastActivityAt >= network.patience(pageUrl);
}

/**
 * How long the last timer of the page has to go, in milliseconds, of those due `within` so many when given; 0 when there
 * is none and when the page does not say.
 */
export async function pendingTimers(settling: Settling, within?: number): Promise<number> {
  const { session, timersKey } = settling.prepared;
  const timers = await call(
    settling,
    session.send('Runtime.evaluate', {
      expression: `window[${JSON.stringify(timersKey)}]?.(${within ?? ''})`,
      returnByValue: true,
    }),
  );
  return Number(timers?.result.value) || 0;
}
