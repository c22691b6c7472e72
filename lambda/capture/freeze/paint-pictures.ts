import type { FrameTexts } from '@stillpage/shared/freezer/frozen-frame.ts';
import { pictureOf } from './element-shots.ts';
import { callFreezer, type FrameWorld } from './frame-worlds.ts';

/** Backgrounds taken in one page; each costs 50 to 220 ms. */
const MAX_PICTURES = 24;
/** Longest for all of them together, in milliseconds: the page runs on meanwhile. */
const PICTURES_MS = 3000;

/** Pictures of the backgrounds that paint worklets draw, for the page itself, whose script has to run. */
export async function paintPictures(world: FrameWorld, count: number): Promise<FrameTexts> {
  const texts: Record<string, string> = {};
  const until = performance.now() + PICTURES_MS;
  for (let index = 0; index < Math.min(count, MAX_PICTURES) && performance.now() < until; index += 1) {
    const box = await callFreezer(world, 'showOnlyBackground', index);
    const picture = box && (await pictureOf(world, box).catch(() => undefined));
    await callFreezer(world, 'showAgain', index);
    if (picture) texts[`paint:${index}`] = picture;
  }
  return texts;
}
