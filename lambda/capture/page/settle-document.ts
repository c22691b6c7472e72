import { isUnfinished, untilAtRest } from './at-rest.ts';
import { before, pause, within } from './deadline.ts';
import { createIsolatedWorld, type IsolatedWorld } from './isolated-world.ts';
import { keepShown } from './reveal.page.ts';
import { endMotion, loadLazy, rest, runsScript } from './settle.page.ts';
import {
  BUSY_MS,
  CHATTER_MS,
  call,
  isStalled,
  LOOK_INTERVAL_MS,
  type Settling,
  untilFramed,
  untilQuiet,
} from './settling.ts';
import { hasGrown, nothingShown, showEverything } from './show-everything.ts';
import { untilStill, watchChanges } from './stillness.page.ts';

/** After this long without a request most pages ask for nothing more, in milliseconds. */
const NEARLY_QUIET_MS = 50;
/** Between looks at a page that looks unfinished, in milliseconds. */
const UNFINISHED_LOOK_MS = 100;
/** A page that looks unfinished gets this long after its load, in milliseconds. */
const UNFINISHED_MS = 3500;
/** Longest for what script moves to come to its end, in milliseconds: charts grow in a second. */
const STILL_MS = 1500;
/** Longest for fonts and pictures at the end, in milliseconds. */
const REST_MS = 3000;
const REST_STALLED_MS = 300;

/** Whom settling tells of what it finds. */
export type SettlingListener = {
  /** The page is probably done and only the last wait is left; called again when it was not. What it begins is waited for. */
  onNearlyQuiet(): Promise<void>;
  /** Another site's script that the parser waits for in vain. */
  giveUp(url: string): void;
};

/** A page that has been shown everything of it, and what was begun meanwhile. */
type Shown = {
  /** On the `performance.now()` clock. */
  readonly shownAt: number;
  readonly begun?: Promise<void>;
};

/** Brings one document to rest: loaded, shown everything of it, quiet, drawn. False when it did not come so far. */
export async function settleDocument(arriving: Settling, listener: SettlingListener): Promise<boolean> {
  const { prepared, over } = arriving;
  await untilLoaded(arriving, listener);
  if (over()) return false;
  const world = await call(arriving, createIsolatedWorld(prepared.session, prepared.frameId));
  if (!world) return false;
  const settling = { ...arriving, runsScript: (await call(arriving, world.run(runsScript))) ?? true };
  await call(settling, world.run(watchChanges));
  const shown = await untilShown(settling, world, listener);
  if (!shown) return false;
  await untilDrawn(settling, world, shown);
  return !over();
}

/** A sheet or picture that never ends holds `load` back for ever: what is there then counts. */
async function untilLoaded(settling: Settling, { giveUp }: SettlingListener): Promise<void> {
  const { prepared, lifecycle, network, deadline, over } = settling;
  while (!lifecycle.loaded && !over()) {
    if (isStalled(network, lifecycle.url)) {
      if (lifecycle.domReady) {
        // Until a sheet in its head has come or failed nothing of a page is drawn, and no picture of it can be taken.
        if (network.awaitsSheet()) await call(settling, prepared.session.send('Page.stopLoading'));
        return;
      }
      // A script of another site that the parser waits for: browsers would wait for minutes.
      for (const url of network.unanswered(lifecycle.url)) giveUp(url);
    }
    await pause(LOOK_INTERVAL_MS, deadline.signal);
  }
}

/** Shows the page everything of it, again when more comes, until it asks for nothing and looks finished. */
async function untilShown(
  settling: Settling,
  world: IsolatedWorld,
  { onNearlyQuiet }: SettlingListener,
): Promise<Shown | undefined> {
  const { deadline, over } = settling;
  const loadedAt = performance.now();
  const showing = nothingShown();
  let shownAt = loadedAt;
  const showAll = async () => {
    shownAt = performance.now();
    await showEverything(settling, world, showing);
    // What is asked for now keeps arriving while the window is back at its own size.
    await call(settling, world.run(loadLazy));
  };
  await showAll();
  let begun: Promise<void> | undefined;
  while (!over()) {
    const nearly = await untilQuiet(settling, NEARLY_QUIET_MS, { mostMs: CHATTER_MS });
    // What a script writes after the load has lazy parts of its own.
    if (nearly && (await hasGrown(settling, world, showing))) {
      if (begun) await before(deadline, begun);
      begun = undefined;
      await showAll();
      continue;
    }
    if (nearly && !begun) {
      // A picture of what is on its way would be one of nothing that stays.
      await call(settling, world.run(endMotion));
      begun = onNearlyQuiet();
    }
    const rests = await untilAtRest(settling, world, showing.shape);
    if (rests && (await hasGrown(settling, world, showing))) continue;
    const left = UNFINISHED_MS - (performance.now() - loadedAt);
    if (!rests || left <= 0 || !(await isUnfinished(settling, world)))
      return over() ? undefined : { shownAt, ...(begun ? { begun } : {}) };
    await pause(Math.min(UNFINISHED_LOOK_MS, left), deadline.signal);
  }
  return undefined;
}

/** Waits for what moves to come to its end, and for fonts and pictures to be there to be drawn. */
async function untilDrawn(
  settling: Settling,
  world: IsolatedWorld,
  { shownAt, begun }: Shown,
): Promise<void> {
  const { network, lifecycle, deadline } = settling;
  // What moves began to when it came or was shown.
  const stillMs = STILL_MS - (performance.now() - Math.max(network.lastActivityAt, shownAt));
  await call(settling, world.run(untilStill, Math.min(Math.max(stillMs, 0), deadline.left() / 3)));
  await call(settling, world.run(keepShown));
  // Pictures that hang would be waited for in vain.
  const restMs = isStalled(network, lifecycle.url) ? REST_STALLED_MS : Math.min(REST_MS, deadline.left() / 2);
  await call(settling, world.run(endMotion));
  if (settling.runsScript) await before(within(deadline, restMs + BUSY_MS), world.run(rest, restMs));
  else await untilFramed(settling, world);
  await call(settling, world.run(endMotion));
  if (begun) await before(deadline, begun);
}
