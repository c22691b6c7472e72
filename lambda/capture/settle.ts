import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';
import { before, type Deadline, pause, within } from './page/deadline.ts';
import { createIsolatedWorld, type IsolatedWorld } from './page/isolated-world.ts';
import { type Lifecycle, NAVIGATIONS_MAX } from './page/navigate.ts';
import type { NetworkActivity } from './page/network-activity.ts';
import { type PreparedPage, setWindow } from './page/page-setup.ts';
import { PATIENCE_MS } from './page/patience.ts';
import { keepShown } from './page/reveal.page.ts';
import { awaitsPicture, endMotion, loadLazy, type PageShape, readShape, rest } from './page/settle.page.ts';
import {
  CHATTER_MS,
  call,
  isStalled,
  LOOK_INTERVAL_MS,
  pendingTimers,
  type Settling,
  untilQuiet,
} from './page/settling.ts';
import { hasGrown, nothingShown, showEverything } from './page/show-everything.ts';
import { untilStill, watchChanges } from './page/stillness.page.ts';

/** No request for this long is a quiet network, in milliseconds: a script's next request follows an answer in far less. */
const QUIET_MS = 350;
/** After this long without a request most pages ask for nothing more, in milliseconds. */
const NEARLY_QUIET_MS = 50;
/** Between looks at a page that looks unfinished, in milliseconds. */
const UNFINISHED_LOOK_MS = 100;
/** A page that looks unfinished gets this long after its load, in milliseconds. */
const UNFINISHED_MS = 3500;
/** Longest for what script moves to come to its end, in milliseconds: charts grow in a second. */
const STILL_MS = 1500;
/** Longest for fonts, pictures and transitions at the end, in milliseconds. */
const REST_MS = 3000;
const REST_STALLED_MS = 300;
/** Longest beyond that for a page that may be busy, in milliseconds. */
const BUSY_MS = 4000;

/** How long after a page stopped answering the news that it has moved on may still come, in milliseconds. */
const MOVING_MS = 2000;

export type Settled = {
  /** True when the page came to rest within the budget. */
  readonly quiet: boolean;
  readonly omissions: readonly Omission[];
};

/**
 * Waits until the page is ready to be frozen: loaded, lazy content asked for and arrived, network quiet, fonts and
 * pictures decoded. Ends at the deadline with whatever state is there; never throws for a page's doing.
 * `onNearlyQuiet` is called when the page is probably done and only the last wait is left, again when it was not; what it
 * begins is waited for.
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
      const over = () => deadline.passed || deadline.signal.aborted || moved();
      // The last document of a page that goes in circles runs nothing more: what has come of it is all.
      if (lifecycle.navigations >= NAVIGATIONS_MAX) {
        while (!lifecycle.domReady && !deadline.passed && !deadline.signal.aborted)
          await pause(LOOK_INTERVAL_MS, deadline.signal);
        return unsettled();
      }
      const settling: Settling = { prepared, lifecycle, network, view, deadline, over };
      const arrived = await settleDocument(settling, onNearlyQuiet, giveUp).catch(() => false);
      // A page that is about to move on fails to answer before the news of the next document is here.
      for (let waited = 0; !arrived && !over() && waited < MOVING_MS; waited += LOOK_INTERVAL_MS)
        await pause(LOOK_INTERVAL_MS, deadline.signal);
      if (deadline.passed) return unsettled();
      if (!moved()) return arrived ? { quiet: true, omissions: [] } : unsettled();
    }
  } catch {
    return unsettled();
  } finally {
    await before(within(deadline, BUSY_MS), setWindow(session, view, view.height)).catch(() => {});
  }
}

async function settleDocument(
  settling: Settling,
  onNearlyQuiet: () => Promise<void>,
  giveUp: (url: string) => void,
): Promise<boolean> {
  const { prepared, lifecycle, network, deadline, over } = settling;
  // A stylesheet or picture that never ends holds `load` back for ever: what is there then counts.
  while (!lifecycle.loaded && !over()) {
    if (isStalled(network, lifecycle.url)) {
      if (lifecycle.domReady) {
        // Until a sheet in its head has come or failed nothing of a page is drawn, and no picture of it can be taken.
        if (network.awaitsSheet()) await call(settling, prepared.session.send('Page.stopLoading'));
        break;
      }
      // A script of another site that the parser waits for: browsers would wait for minutes.
      for (const url of network.unanswered(lifecycle.url)) giveUp(url);
    }
    await pause(LOOK_INTERVAL_MS, deadline.signal);
  }
  if (over()) return false;
  const loadedAt = performance.now();
  const world = await call(settling, createIsolatedWorld(prepared.session, prepared.frameId));
  if (!world) return false;

  await call(settling, world.run(watchChanges));
  const showing = nothingShown();
  let shownAt = loadedAt;
  const showAll = async () => {
    shownAt = performance.now();
    await showEverything(settling, world, showing);
    // What is asked for now keeps arriving while the window is back at its own size.
    await call(settling, world.run(loadLazy));
  };
  await showAll();
  let early: Promise<void> | undefined;
  for (;;) {
    const nearly = await untilQuiet(settling, NEARLY_QUIET_MS, { mostMs: CHATTER_MS });
    // What a script writes after the load has lazy parts of its own.
    if (nearly && (await hasGrown(settling, world, showing))) {
      if (early) await before(deadline, early);
      early = undefined;
      await showAll();
      continue;
    }
    if (nearly && !early) {
      // A picture of what is on its way would be one of nothing that stays.
      await call(settling, world.run(endMotion));
      early = onNearlyQuiet();
    }
    let quiet = await untilAtRest(settling, world, showing.shape);
    // What hangs may be what the page is made of, or a picture whose place is empty.
    if (!quiet && !over() && (await isWorthWaiting(settling, world)))
      quiet = await untilAtRest(settling, world, showing.shape, PATIENCE_MS);
    if (over()) return false;
    if (!quiet) break;
    if (await hasGrown(settling, world, showing)) continue;
    const since = performance.now() - loadedAt;
    if (since >= UNFINISHED_MS || !(await isUnfinished(settling, world))) break;
    await pause(Math.min(UNFINISHED_LOOK_MS, UNFINISHED_MS - since), deadline.signal);
  }
  if (over()) return false;
  // What moves began to when it came or was shown.
  const stillMs = STILL_MS - (performance.now() - Math.max(network.lastActivityAt, shownAt));
  await call(settling, world.run(untilStill, Math.min(Math.max(stillMs, 0), deadline.left() / 3)));
  await call(settling, world.run(keepShown));
  // Pictures that hang would be waited for in vain.
  const restMs = isStalled(network, lifecycle.url) ? REST_STALLED_MS : Math.min(REST_MS, deadline.left() / 2);
  await call(settling, world.run(endMotion));
  await before(within(deadline, restMs + BUSY_MS), world.run(rest, restMs));
  await call(settling, world.run(endMotion));
  if (early) await before(deadline, early);
  return !over();
}

/**
 * Waits for a quiet network, and ends the same way with one that is never quiet because the page asks after the same
 * things again and again: for a while nothing but data has come, and the page has not become another by it.
 */
async function untilAtRest(
  settling: Settling,
  world: IsolatedWorld,
  shape: PageShape | undefined,
  patienceMs = 0,
): Promise<boolean> {
  let last = shape;
  for (;;) {
    const since = performance.now();
    if (await untilQuiet(settling, QUIET_MS, { patienceMs, mostMs: CHATTER_MS })) return true;
    if (settling.over() || performance.now() - since < CHATTER_MS) return false;
    const now = await call(settling, world.run(readShape));
    const isSame = now && last && now.height === last.height && now.elements === last.elements;
    if (isSame && settling.network.isChatterSince(since)) return true;
    last = now;
  }
}

async function isWorthWaiting(settling: Settling, world: IsolatedWorld): Promise<boolean> {
  const { network, lifecycle } = settling;
  if ((await call(settling, world.run(readShape)))?.bare) return true;
  return (await call(settling, world.run(awaitsPicture, network.unanswered(lifecycle.url)))) === true;
}

async function isUnfinished(settling: Settling, world: IsolatedWorld): Promise<boolean> {
  const shape = await call(settling, world.run(readShape));
  if (!shape?.unfinished) return false;
  return settling.network.awaitsMessage() || (await pendingTimers(settling)) > 0;
}
