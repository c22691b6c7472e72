import { pause } from './deadline.ts';
import type { IsolatedWorld } from './isolated-world.ts';
import { setWindow } from './page-setup.ts';
import { noteHidden, noteShown, picturesWithoutSource } from './reveal.page.ts';
import { noteScrolled, scrollBack } from './scrolled.page.ts';
import { announceScroll, type PageShape, readShape, scrollDown } from './settle.page.ts';
import { CHATTER_MS, call, pendingTimers, type Settling, untilFramed, untilQuiet } from './settling.ts';

/** Tallest window, in CSS pixels: bounds what the browser must draw at once. */
const TALL_MAX_PX = 20_000;
/** Rounds of a tall window for one document: a page that grows with each is endless. */
const TALL_ROUNDS = 6;
/** A page that is so many times as tall, or has so many times the elements, has come by more than it had. */
const GROWN_HEIGHT = 1.02;
const GROWN_ELEMENTS = 1.1;
/** Between rounds of a tall window, in milliseconds. */
const QUIET_ROUND_MS = 50;
/** Listeners that wait until the scrolling has ended do so for no longer, in milliseconds. */
const SCROLL_ENDED_MS = 350;
/** Windowfuls scrolled through below the tallest window. */
const STEPS_BELOW = 5;
/** Windowfuls scrolled through where something is only shown in an ordinary window, and the part of one for each step. */
const STEPS_THROUGH = 24;
const STEP_PART = 0.75;

/** How one document was shown everything of it, so far. */
export type Showing = {
  /** What it was when it had been shown everything; undefined before, and when it did not say. */
  shape?: PageShape | undefined;
  /** Rounds of a tall window that are left. */
  rounds: number;
};

/** A document that was shown nothing yet. */
export function nothingShown(): Showing {
  return { rounds: TALL_ROUNDS };
}

/**
 * Shows a page everything of it: in a window as tall as the page, lazy loaders and reveals see all of it at once; a page
 * that grows gets a few more rounds. Nobody sees that window, so it is not drawn. What still hides then is scrolled to.
 * The window is left at the view's own size, and page and boxes scrolled as they were.
 */
export async function showEverything(
  settling: Settling,
  world: IsolatedWorld,
  showing: Showing,
): Promise<void> {
  const { prepared, view, over } = settling;
  const shape = await call(settling, world.run(readShape));
  showing.shape = shape;
  if (!shape || shape.height <= view.height * GROWN_HEIGHT) return;
  await call(settling, world.run(noteScrolled));
  const reveals = await call(settling, world.run(noteHidden));
  await tallWindow(settling, world, shape, showing);
  const hidden = reveals ? await call(settling, world.run(noteShown)) : 0;
  await call(settling, setWindow(prepared.session, view, view.height));
  // Menus that mark the part in sight look again, and what hides again does so now.
  await call(settling, world.run(announceScroll));
  if (reveals) await untilFramed(settling, world);
  if (over()) return;
  await call(settling, world.run(scrollBack));
  if (hidden || (await call(settling, world.run(picturesWithoutSource))))
    await scrollThrough(settling, world);
  showing.shape = await call(settling, world.run(readShape));
}

/** Whether the page has come by so much since it was shown everything that it has to be shown everything again. */
export async function hasGrown(
  settling: Settling,
  world: IsolatedWorld,
  { shape: before, rounds }: Showing,
): Promise<boolean> {
  if (!before || rounds <= 0) return false;
  const now = await call(settling, world.run(readShape));
  if (!now || now.height <= settling.view.height * GROWN_HEIGHT) return false;
  return now.height > before.height * GROWN_HEIGHT || now.elements > before.elements * GROWN_ELEMENTS;
}

async function tallWindow(
  settling: Settling,
  world: IsolatedWorld,
  first: PageShape,
  showing: Showing,
): Promise<void> {
  const { prepared, view, deadline, over } = settling;
  let shown = view.height;
  let shape: PageShape | undefined = first;
  while (shape && shape.height > shown * GROWN_HEIGHT && showing.rounds > 0 && !over()) {
    showing.rounds -= 1;
    shown = Math.min(shape.height, TALL_MAX_PX);
    await call(settling, setWindow(prepared.session, view, shown, true));
    await untilFramed(settling, world);
    await call(settling, world.run(announceScroll));
    if (shape.height > TALL_MAX_PX) {
      for (let step = 1; step <= STEPS_BELOW && step * shown < shape.height && !over(); step += 1) {
        await call(settling, world.run(scrollDown, step * shown));
        await untilFramed(settling, world);
      }
      await call(settling, world.run(scrollDown, 0));
      return;
    }
    // What grows or shows by itself, without a request, does so from a timer.
    const due = await pendingTimers(settling, SCROLL_ENDED_MS);
    if (due > 0) {
      await pause(due, deadline.signal);
      await untilFramed(settling, world);
    }
    await untilQuiet(settling, QUIET_ROUND_MS, { mostMs: CHATTER_MS });
    shape = await call(settling, world.run(readShape));
  }
}

/** Goes down in steps that somebody's wheel could make, and back. */
async function scrollThrough(settling: Settling, world: IsolatedWorld): Promise<void> {
  const { view, deadline, over } = settling;
  const shape = await call(settling, world.run(readShape));
  const step = view.height * STEP_PART;
  for (let at = 1; at <= STEPS_THROUGH && (at - 1) * step < (shape?.height ?? 0) && !over(); at += 1) {
    await call(settling, world.run(scrollDown, at * step));
    await untilFramed(settling, world);
    // What is left has come into sight.
    if ((await call(settling, world.run(noteShown))) === 0 && at > 1) {
      if (!(await call(settling, world.run(picturesWithoutSource)))) break;
    }
  }
  const due = await pendingTimers(settling, SCROLL_ENDED_MS);
  if (due > 0) await pause(due, deadline.signal);
  await call(settling, world.run(noteShown));
  await call(settling, world.run(scrollBack));
  await untilFramed(settling, world);
}
