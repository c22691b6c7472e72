import type { FrameTexts } from '@stillpage/shared/freezer/frozen-frame.ts';
import type { Box } from '@stillpage/shared/freezer/painted.page.ts';
import { TRANSITION_PICTURE } from '@stillpage/shared/freezer/view-transition.page.ts';
import { pictureOf } from './element-shots.ts';
import { evaluate, type FrameWorld } from './frame-worlds.ts';

/** What the page's window shows while a view transition is on its way; nothing when no picture could be taken. */
export async function transitionPicture(world: FrameWorld): Promise<FrameTexts> {
  const view = '({ x: 0, y: 0, width: innerWidth, height: innerHeight })';
  const picture = await evaluate<Box>(world, view)
    .then((box) => pictureOf(world, box))
    .catch(() => undefined);
  return picture ? { [TRANSITION_PICTURE]: picture } : {};
}
