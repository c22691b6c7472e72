import type { IsolatedWorld } from './isolated-world.ts';
import { PATIENCE_MS } from './patience.ts';
import { awaitsPicture, type PageShape, readShape } from './settle.page.ts';
import { CHATTER_MS, call, pendingTimers, type Settling, untilQuiet } from './settling.ts';

/** No request for this long is a quiet network, in milliseconds: a script's next request follows an answer in far less. */
const QUIET_MS = 350;

/**
 * Waits until a page that was last seen in this shape asks for nothing more; false when it is left with something that
 * nobody would miss, the time is up or it has moved on.
 */
export async function untilAtRest(
  settling: Settling,
  world: IsolatedWorld,
  shape: PageShape | undefined,
): Promise<boolean> {
  if (await untilSilent(settling, world, shape)) return true;
  // What hangs may be what the page is made of, or a picture whose place is empty.
  if (settling.over() || !(await isWorthWaiting(settling, world))) return false;
  return await untilSilent(settling, world, shape, PATIENCE_MS);
}

/** Whether the page looks as if its content is still on the way, and something is left that could bring it. */
export async function isUnfinished(settling: Settling, world: IsolatedWorld): Promise<boolean> {
  const shape = await call(settling, world.run(readShape));
  if (!shape?.unfinished) return false;
  return settling.network.awaitsMessage() || (await pendingTimers(settling)) > 0;
}

/**
 * Waits for a quiet network, and ends the same way with one that is never quiet because the page asks after the same
 * things again and again: for a while nothing but data has come, and the page has not become another by it.
 */
async function untilSilent(
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
