import type { Box } from '@stillpage/shared/freezer/painted.page.ts';
import { evaluate, type FrameWorld } from './frame-worlds.ts';

/** Pictures taken from outside in one page; each costs 50 to 220 ms. */
const MAX_SHOTS = 12;

/** How a frame lies in the frame above it. */
export type Placement = {
  readonly world: FrameWorld;
  readonly above?: { readonly placement: Placement; readonly index: number };
};

/** Makes the taker of pictures of elements that cannot be read from inside (content of another origin); it waits for `first`. */
export function elementShots(
  first?: Promise<unknown>,
): (placement: Placement, index: number) => Promise<string | undefined> {
  let taken = 0;
  // One at a time: a picture moves the viewport of all.
  let queue: Promise<unknown> = Promise.resolve(first).catch(() => {});
  return (placement, index) => {
    taken += 1;
    if (taken > MAX_SHOTS) return Promise.resolve(undefined);
    const shot = queue.then(() => take(placement, index)).catch(() => undefined);
    queue = shot;
    return shot;
  };
}

async function take(placement: Placement, index: number): Promise<string | undefined> {
  return await pictureOf(mainOf(placement).world, await boxOf(placement, 'shots', index));
}

/** What a box of the page's window shows, as a `data:` address; nothing of an empty one. */
export async function pictureOf(world: FrameWorld, box: Box): Promise<string | undefined> {
  const view = await evaluate<Box>(
    world,
    '({ x: scrollX, y: scrollY, width: innerWidth, height: innerHeight })',
  );
  if (box.width < 1 || box.height < 1) return undefined;
  // Beyond the window means another window, in which the viewer of a PDF begins anew.
  const inside =
    box.x >= 0 && box.y >= 0 && box.x + box.width <= view.width && box.y + box.height <= view.height;
  const [x, y] = [Math.round(box.x + view.x), Math.round(box.y + view.y)];
  const width = Math.round(box.x + view.x + box.width) - x;
  const height = Math.round(box.y + view.y + box.height) - y;
  if (width < 1 || height < 1) return undefined;
  const { data } = await world.session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: !inside,
    clip: { x, y, width, height, scale: 1 },
  });
  return `data:image/png;base64,${data}`;
}

async function boxOf(placement: Placement, kind: 'shots' | 'frames', index: number): Promise<Box> {
  const box = await evaluate<Box>(
    placement.world,
    `(() => { const e = stillpageFreezer.framesAndShots().${kind}[${index}]; const r = e.getBoundingClientRect();
      const s = getComputedStyle(e); const n = (p) => parseFloat(s[p]) || 0;
      return { x: r.x + n('borderLeftWidth') + n('paddingLeft'), y: r.y + n('borderTopWidth') + n('paddingTop'),
        width: r.width - n('borderLeftWidth') - n('borderRightWidth') - n('paddingLeft') - n('paddingRight'),
        height: r.height - n('borderTopWidth') - n('borderBottomWidth') - n('paddingTop') - n('paddingBottom') } })()`,
  );
  if (!placement.above) return box;
  const frame = await boxOf(placement.above.placement, 'frames', placement.above.index);
  return { ...box, x: box.x + frame.x, y: box.y + frame.y };
}

function mainOf(placement: Placement): Placement {
  return placement.above ? mainOf(placement.above.placement) : placement;
}
