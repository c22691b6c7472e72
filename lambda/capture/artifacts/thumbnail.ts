import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import sharp from 'sharp';
import type { CapturedArtifact } from '../contract.ts';

/** Size of a thumbnail in pixels: a card of the library at twice its CSS size. */
export const THUMBNAIL_WIDTH_PX = 640;
export const THUMBNAIL_HEIGHT_PX = 400;
/** WebP quality: about 20 kB for a page of text. */
const QUALITY = 72;

// One picture at a time on one thread: captures run side by side already.
sharp.concurrency(1);
sharp.cache(false);

/** The top of the page at card size. */
export async function takeThumbnail(
  session: CDPSession,
  view: View,
  page: { height: number },
): Promise<CapturedArtifact> {
  const height = Math.ceil((view.width * THUMBNAIL_HEIGHT_PX) / THUMBNAIL_WIDTH_PX);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: height > view.height && page.height > view.height,
    clip: { x: 0, y: 0, width: view.width, height, scale: thumbnailScale(view) },
  });
  const bytes = await sharp(Buffer.from(data, 'base64'))
    .resize(THUMBNAIL_WIDTH_PX, THUMBNAIL_HEIGHT_PX, { fit: 'cover', position: 'top' })
    .flatten({ background: '#fff' })
    .webp({ quality: QUALITY })
    .toBuffer();
  return {
    name: 'thumbnail',
    type: 'image/webp',
    bytes,
    width: THUMBNAIL_WIDTH_PX,
    height: THUMBNAIL_HEIGHT_PX,
  };
}

/** Chromium makes the picture small before it is encoded, though never smaller than twice the thumbnail: sharp scales better. */
function thumbnailScale(view: View): number {
  return Math.min(1, (2 * THUMBNAIL_WIDTH_PX) / (view.width * view.deviceScaleFactor));
}
