import type { View } from '@stillpage/shared/schemas/view.ts';
import sharp from 'sharp';
import type { CapturedArtifact } from '../contract.ts';
import type { PictureFrame } from './screenshot.ts';

/** Size of a thumbnail in pixels: a card of the library at twice its CSS size. */
export const THUMBNAIL_WIDTH_PX = 640;
export const THUMBNAIL_HEIGHT_PX = 400;
/** WebP quality: about 20 kB for a page of text. */
const QUALITY = 72;

/** The part of the page that a thumbnail shows: its full width, and as much of the top as has the card's shape. */
export function thumbnailFrame(view: View): PictureFrame {
  return {
    width: view.width,
    height: Math.ceil((view.width * THUMBNAIL_HEIGHT_PX) / THUMBNAIL_WIDTH_PX),
    // Chromium makes it smaller before it is packed, but not below twice the thumbnail: sharp scales better.
    scale: Math.min(1, (2 * THUMBNAIL_WIDTH_PX) / (view.width * view.deviceScaleFactor)),
    cut: false,
  };
}

/** A picture of the page at card size, from the given line on; a page shorter than the card ends in white. */
export async function packThumbnail(picture: Buffer, from = 0): Promise<CapturedArtifact> {
  const { width, height } = await sharp(picture).metadata();
  const shown = Math.min(height, Math.ceil((width * THUMBNAIL_HEIGHT_PX) / THUMBNAIL_WIDTH_PX));
  const top = Math.max(0, Math.min(Math.round(from), height - shown));
  const bytes = await sharp(picture)
    .extract({ left: 0, top, width, height: shown })
    .resize(THUMBNAIL_WIDTH_PX, THUMBNAIL_HEIGHT_PX, { fit: 'contain', position: 'top', background: '#fff' })
    .flatten({ background: '#fff' })
    .webp({ quality: QUALITY, effort: 2 })
    .toBuffer();
  return {
    name: 'thumbnail',
    type: 'image/webp',
    bytes,
    width: THUMBNAIL_WIDTH_PX,
    height: THUMBNAIL_HEIGHT_PX,
  };
}
