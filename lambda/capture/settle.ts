import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';
import { before, type Deadline, pause, within } from './page/deadline.ts';
import { createIsolatedWorld, type IsolatedWorld } from './page/isolated-world.ts';
import { type Lifecycle, NAVIGATIONS_MAX } from './page/navigate.ts';
import type { NetworkActivity } from './page/network-activity.ts';
import { type PreparedPage, setWindow } from './page/page-setup.ts';
import { PATIENCE_MS } from './page/patience.ts';
import {
  announceScroll,
  awaitsPicture,
  loadLazy,
  readShape,
  rest,
  scrollDown,
  twoFrames,
} from './page/settle.page.ts';

/** No request for this long is a quiet network, in milliseconds: a script's next request follows an answer in far less. */
const QUIET_MS = 350;
/** After this long without a request most pages ask for nothing more, in milliseconds. */
const NEARLY_QUIET_MS = 100;
/** Between rounds of a tall window, in milliseconds. */
const QUIET_ROUND_MS = 100;
/** A page that looks unfinished gets this long after its load, in milliseconds. */
const UNFINISHED_MS = 3500;
/** How often the network is looked at, in milliseconds; costs no call to the browser. */
const LOOK_INTERVAL_MS = 20;
/** Tallest window, in CSS pixels: bounds what the browser must draw at once. */
const TALL_MAX_PX = 20_000;
/** Rounds of a tall window: a page that grows with each is endless. */
const TALL_ROUNDS = 3;
/** Windowfuls scrolled through below the tallest window. */
const SCROLL_STEPS = 5;
/** Longest for fonts, pictures and transitions at the end, in milliseconds. */
const REST_MS = 3000;
const REST_STALLED_MS = 300;
/** Longest for one call to a page that may be busy, in milliseconds. */
const CALL_MS = 4000;

export type Settled = {
  /** True when the page came to rest within the budget. */
  readonly quiet: boolean;
  readonly omissions: readonly Omission[];
};

/**
 * Waits until the page is ready to be frozen: loaded, lazy content asked for and arrived, network quiet, fonts and
 * pictures decoded. Ends at the deadline with whatever state is there; never throws for a page's doing.
 * `onNearlyQuiet` is called when the page is probably done and only the last wait is left; what it begins is waited for.
 */
export async function settle(
  prepared: PreparedPage,
  lifecycle: Lifecycle,
  network: NetworkActivity,
  view: View,
  deadline: Deadline,
  onNearlyQuiet: () => Promise<void> = async () => {},
  giveUp: (url: string) => void = () => {},
): Promise<Settled> {
  const { session } = prepared;
  const unsettled = (): Settled => ({
    quiet: false,
    omissions: [{ what: lifecycle.url.slice(0, 2048), kind: 'content', reason: 'timeout' }],
  });
  try {
    for (;;) {
      const { loaderId } = lifecycle;
      const moved = () => lifecycle.loaderId !== loaderId;
      const arrived = await settleDocument(
        prepared,
        lifecycle,
        network,
        view,
        deadline,
        moved,
        onNearlyQuiet,
        giveUp,
      );
      if (deadline.passed || lifecycle.navigations >= NAVIGATIONS_MAX) return unsettled();
      if (!moved()) return arrived ? { quiet: true, omissions: [] } : unsettled();
    }
  } catch {
    return unsettled();
  } finally {
    await before(within(deadline, CALL_MS), setWindow(session, view, view.height)).catch(() => {});
  }
}

async function settleDocument(
  prepared: PreparedPage,
  lifecycle: Lifecycle,
  network: NetworkActivity,
  view: View,
  deadline: Deadline,
  moved: () => boolean,
  onNearlyQuiet: () => Promise<void>,
  giveUp: (url: string) => void,
): Promise<boolean> {
  const { session, frameId } = prepared;
  const over = () => deadline.passed || deadline.signal.aborted || moved();
  // A stylesheet or picture that never ends holds `load` back for ever: what is there then counts.
  while (!lifecycle.loaded && !over()) {
    if (isStalled(network, lifecycle.url)) {
      if (lifecycle.domReady) break;
      // A script of another site that the parser waits for: browsers would wait for minutes.
      for (const url of network.unanswered(lifecycle.url)) giveUp(url);
    }
    await pause(LOOK_INTERVAL_MS, deadline.signal);
  }
  if (over()) return false;
  const loadedAt = performance.now();
  const world = await call(deadline, createIsolatedWorld(session, frameId));
  if (!world) return false;

  await tallWindow(prepared, world, network, lifecycle, view, deadline, over);
  await call(deadline, world.run(loadLazy));
  // What was asked for keeps arriving while the window is back at its own size.
  await call(deadline, setWindow(session, view, view.height));
  let early: Promise<void> | undefined;
  if (await untilQuiet(network, lifecycle, NEARLY_QUIET_MS, deadline, over)) early = onNearlyQuiet();
  for (;;) {
    let quiet = await untilQuiet(network, lifecycle, QUIET_MS, deadline, over);
    // What hangs may be what the page is made of, or a picture whose place is empty.
    if (!quiet && !over() && (await isWorthWaiting(world, network, lifecycle, deadline)))
      quiet = await untilQuiet(network, lifecycle, QUIET_MS, deadline, over, PATIENCE_MS);
    if (over()) return false;
    if (!quiet) break;
    const since = performance.now() - loadedAt;
    if (since >= UNFINISHED_MS || !(await isUnfinished(prepared, world, deadline))) break;
    await pause(Math.min(QUIET_ROUND_MS, UNFINISHED_MS - since), deadline.signal);
  }
  if (over()) return false;
  // Pictures that hang would be waited for in vain.
  const restMs = isStalled(network, lifecycle.url) ? REST_STALLED_MS : Math.min(REST_MS, deadline.left() / 2);
  await before(within(deadline, restMs + CALL_MS), world.run(rest, restMs));
  if (early) await before(deadline, early);
  return !over();
}

/** A window as tall as the page shows everything to lazy loaders at once; a page that grows gets a few more rounds. */
async function tallWindow(
  prepared: PreparedPage,
  world: IsolatedWorld,
  network: NetworkActivity,
  lifecycle: Lifecycle,
  view: View,
  deadline: Deadline,
  over: () => boolean,
): Promise<void> {
  const { session } = prepared;
  let shown = view.height;
  for (let round = 0; round < TALL_ROUNDS && !over(); round += 1) {
    const shape = await call(deadline, world.run(readShape));
    if (!shape || shape.height <= shown * 1.02) return;
    shown = Math.min(shape.height, TALL_MAX_PX);
    await call(deadline, setWindow(session, view, shown));
    await call(deadline, world.run(twoFrames));
    await call(deadline, world.run(announceScroll));
    if (shape.height > TALL_MAX_PX) {
      for (let step = 1; step <= SCROLL_STEPS && step * shown < shape.height && !over(); step += 1) {
        await call(deadline, world.run(scrollDown, step * shown));
        await call(deadline, world.run(twoFrames));
      }
      await call(deadline, world.run(scrollDown, 0));
      return;
    }
    // What grows by itself, without a request, does so from a timer.
    if ((await pendingTimers(prepared, deadline)) > 0) await pause(QUIET_ROUND_MS, deadline.signal);
    await untilQuiet(network, lifecycle, QUIET_ROUND_MS, deadline, over);
  }
}

async function isWorthWaiting(
  world: IsolatedWorld,
  network: NetworkActivity,
  { url }: Lifecycle,
  deadline: Deadline,
): Promise<boolean> {
  if ((await call(deadline, world.run(readShape)))?.bare) return true;
  return (await call(deadline, world.run(awaitsPicture, network.unanswered(url)))) === true;
}

async function isUnfinished(
  prepared: PreparedPage,
  world: IsolatedWorld,
  deadline: Deadline,
): Promise<boolean> {
  const shape = await call(deadline, world.run(readShape));
  return shape?.unfinished === true && (await pendingTimers(prepared, deadline)) > 0;
}

/** Timers of the page that are still to fire; 0 when it does not say. */
async function pendingTimers({ session, timersKey }: PreparedPage, deadline: Deadline): Promise<number> {
  const timers = await call(
    deadline,
    session.send('Runtime.evaluate', {
      expression: `window[${JSON.stringify(timersKey)}]?.()`,
      returnByValue: true,
    }),
  );
  return Number(timers?.result.value) || 0;
}

/** True when the network came to rest, false when it hangs, the time is up or the page has moved on. */
async function untilQuiet(
  network: NetworkActivity,
  { url }: Lifecycle,
  quietMs: number,
  deadline: Deadline,
  over: () => boolean,
  patienceMs = 0,
): Promise<boolean> {
  while (!over()) {
    const idle = performance.now() - network.lastActivityAt;
    if (network.inFlight() === 0 && idle >= quietMs) return true;
    if (idle >= patienceMs && isStalled(network, url)) return false;
    await pause(LOOK_INTERVAL_MS, deadline.signal);
  }
  return false;
}

/** Requests open, and nothing arriving for longer than any of them deserves: a long poll, a counter or a dead server. */
function isStalled(network: NetworkActivity, pageUrl: string): boolean {
  return network.inFlight() > 0 && performance.now() - network.lastActivityAt >= network.patience(pageUrl);
}

function call<T>(deadline: Deadline, work: Promise<T>): Promise<T | undefined> {
  return before(within(deadline, CALL_MS), work);
}
