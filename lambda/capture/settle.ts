import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import { before, pause, within } from './page/deadline.ts';
import { NAVIGATIONS_MAX } from './page/navigate.ts';
import { setWindow } from './page/page-setup.ts';
import { type SettlingListener, settleDocument } from './page/settle-document.ts';
import { BUSY_MS, LOOK_INTERVAL_MS, type Settling } from './page/settling.ts';

/** How long after a page stopped answering the news that it has moved on may still come, in milliseconds. */
const MOVING_MS = 2000;

export type Settled = {
  /** True when the page came to rest within the budget. */
  readonly quiet: boolean;
  readonly omissions: readonly Omission[];
};

/** Hears nothing. */
const NOBODY: SettlingListener = { onNearlyQuiet: async () => {}, giveUp: () => {} };

/**
 * Waits until the page is ready to be frozen: loaded, lazy content asked for and arrived, network quiet, fonts and
 * pictures decoded; from document to document while it moves on. Ends at the deadline with whatever state is there; never
 * throws for a page's doing.
 */
export async function settle(
  page: Omit<Settling, 'over' | 'runsScript'>,
  listener: SettlingListener = NOBODY,
): Promise<Settled> {
  const { prepared, lifecycle, view, deadline } = page;
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
      const arrived = await settleDocument({ ...page, over, runsScript: true }, listener).catch(() => false);
      // A page that is about to move on fails to answer before the news of the next document is here.
      for (let waited = 0; !arrived && !over() && waited < MOVING_MS; waited += LOOK_INTERVAL_MS)
        await pause(LOOK_INTERVAL_MS, deadline.signal);
      if (deadline.passed) return unsettled();
      if (!moved()) return arrived ? { quiet: true, omissions: [] } : unsettled();
    }
  } catch {
    return unsettled();
  } finally {
    await before(within(deadline, BUSY_MS), setWindow(prepared.session, view, view.height)).catch(() => {});
  }
}
