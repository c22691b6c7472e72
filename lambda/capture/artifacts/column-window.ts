import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import { createPageWorld } from '../page/isolated-world.ts';
import { setWindow } from '../page/page-setup.ts';
import { scrollDown } from '../page/settle.page.ts';
import { movesWithWindow } from './moves-with-window.page.ts';
import { pageSize } from './screenshot.ts';

/** A window as tall as one column of a page that is too long for one picture. */
export type ColumnWindow = {
  /** Fulfilled when the window stands at this line; false when the page is another there than it was. */
  moveTo(y: number): Promise<boolean>;
  /** Puts the window back as it was. */
  close(): Promise<void>;
};

/**
 * Opens a window as tall as one column, to be scrolled from one to the next. For a picture beyond its window Chromium
 * lays the whole page out twice and paints all of it: of 100,000 nodes that is a second and 150 MB for each column, and
 * a tenth of a second in such a window. Undefined for a page that looks different in it.
 */
export async function openColumnWindow(
  session: CDPSession,
  view: View,
  height: number,
): Promise<ColumnWindow | undefined> {
  const world = await createPageWorld(session);
  if (await world.run(movesWithWindow)) return undefined;
  const before = await pageSize(session);
  const isSame = async () => {
    const now = await pageSize(session);
    return now.width === before.width && now.height === before.height;
  };
  const moveTo = async (y: number) => {
    await world.run(scrollDown, y);
    return await isSame();
  };
  const close = async () => {
    await world.run(scrollDown, 0);
    await setWindow(session, view, view.height);
  };
  try {
    await setWindow(session, view, height, true);
    if (await isSame()) return { moveTo, close };
  } catch {
    // Taken from its own window, if it answers again.
  }
  await close().catch(() => {});
  return undefined;
}
