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

/** Pictures of the same width side by side, top to bottom, ready to be packed; one picture as it is. */
export async function joinColumns(
  pictures: readonly Buffer[],
): Promise<{ readonly picture: Sharp; readonly pixels: number }> {
  const [first] = pictures;
  if (!first) throw new Error('There is no picture.');
  const { width, height } = await sharp(first).metadata();
  const pixels = width * height * pictures.length;
  if (pictures.length === 1) return { picture: sharp(first), pixels };
  // Row by row; laying them over a background takes twice the time of packing them.
  const join = { across: pictures.length, shim: GAP_PX, background: GAP_COLOUR };
  return { picture: sharp([...pictures], { join }), pixels };
}
