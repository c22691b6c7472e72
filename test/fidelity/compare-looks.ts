import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import type { Look } from './look.ts';

/** Differing pixels up to which a still counts as identical, and as good; parts of the whole. */
export const IDENTICAL = 0.001;
export const GOOD = 0.02;

/** What two looks at a page differ in. */
export function compareLooks(one: Look, two: Look): { differs: number; textSame: boolean } {
  return {
    differs: Math.max(difference(one.viewport, two.viewport), difference(one.full, two.full)),
    textSame: words(one.text) === words(two.text),
  };
}

/** The part of pixels that differ; pictures of different sizes differ at least by what one has more. */
export function difference(left: Buffer, right: Buffer): number {
  const one = PNG.sync.read(left);
  const two = PNG.sync.read(right);
  const width = Math.max(one.width, two.width);
  const height = Math.max(one.height, two.height);
  const wide = (png: PNG) => {
    if (png.width === width && png.height === height) return png.data;
    const all = new PNG({ width, height, fill: true });
    PNG.bitblt(png, all, 0, 0, png.width, png.height, 0, 0);
    return all.data;
  };
  return pixelmatch(wide(one), wide(two), undefined, width, height, { threshold: 0.1 }) / (width * height);
}

function words(text: string): string {
  // A NUL shows nothing and half a surrogate pair shows as the replacement character.
  return text.toWellFormed().replaceAll('\u0000', '').split(/\s+/).filter(Boolean).join(' ');
}
