import type { View } from '@stillpage/shared/schemas/view.ts';
import sharp, { type Sharp } from 'sharp';
import { fitPicture, PICTURE_SIDE_MAX_PX, type PictureFrame } from './screenshot.ts';

/** Between two columns, in device pixels of the picture. */
const GAP_PX = 16;
/** Columns of one picture: at half size about 130,000 CSS pixels of page. */
const COLUMNS_MAX = 4;
const GAP_COLOUR = '#808080';

/** The pictures to take of a page, top to bottom, to be laid side by side when there are several. */
export type PicturePlan = {
  readonly columns: readonly PictureFrame[];
  /** True when the page is longer than all of them. */
  readonly cut: boolean;
};

/**
 * A page that fits is one picture; one that would have to be made smaller than half is broken into columns, because a
 * picture's side ends at 16,383 pixels and text cannot be read any smaller.
 */
export function planPicture(page: { width: number; height: number }, view: View): PicturePlan {
  const whole = fitPicture(page, view);
  if (!whole.cut) return { columns: [whole], cut: false };
  const { width, height: tallest, scale } = whole;
  const across = width * scale * view.deviceScaleFactor + GAP_PX;
  const most = Math.max(1, Math.min(COLUMNS_MAX, Math.floor(PICTURE_SIDE_MAX_PX / across)));
  const height = Math.ceil(page.height);
  const count = Math.min(most, Math.ceil(height / tallest));
  const each = Math.min(tallest, Math.ceil(height / count));
  return {
    columns: Array.from({ length: count }, (_, index) => ({
      width,
      scale,
      y: index * each,
      height: Math.min(each, height - index * each),
      cut: false,
    })),
    cut: height > count * each,
  };
}

/** Pictures of the same width side by side, ready to be packed; one picture as it is. */
export async function joinColumns(pictures: readonly Buffer[]): Promise<Sharp> {
  const [first] = pictures;
  if (!first) throw new Error('There is no picture.');
  if (pictures.length === 1) return sharp(first);
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const width = Math.max(...sizes.map((size) => size.width)) + GAP_PX;
  const height = Math.max(...sizes.map((size) => size.height));
  return sharp({
    create: { width: width * pictures.length - GAP_PX, height, channels: 3, background: GAP_COLOUR },
  }).composite(pictures.map((input, index) => ({ input, left: index * width, top: 0 })));
}
