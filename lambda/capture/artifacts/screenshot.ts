import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';

/** Longest side of a WebP, in device pixels; Chromium's own textures end one pixel later. */
export const PICTURE_SIDE_MAX_PX = 16_383;
/** Below this scale text cannot be read any more, so a longer page is broken into columns instead. */
const SCALE_MIN = 0.5;

/** The part of a page that one picture shows, in CSS pixels, and how much it is made smaller. */
export type PictureFrame = {
  /** First line, from the top of the page; 0 when not given. */
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** True when the page is longer than the picture. */
  readonly cut: boolean;
};

/** Fits a page into one picture: full size where possible, then smaller, then cut at the bottom. */
export function fitPicture(page: { width: number; height: number }, view: View): PictureFrame {
  const width = Math.max(1, Math.ceil(Math.min(page.width, view.width)));
  const height = Math.max(1, Math.ceil(page.height));
  const ratio = view.deviceScaleFactor;
  const wanted = Math.min(1, PICTURE_SIDE_MAX_PX / (height * ratio), PICTURE_SIDE_MAX_PX / (width * ratio));
  const scale = Math.max(wanted, Math.min(1, SCALE_MIN / ratio));
  const tallest = Math.floor(PICTURE_SIDE_MAX_PX / (scale * ratio));
  return { width, height: Math.min(height, tallest), scale, cut: height > tallest };
}

/** How a picture comes from the browser; neither is what is kept. */
export type PictureFormat = 'png' | 'jpeg';
/** Bytes for each pixel from which on a PNG shows photographs: they take about 1, text 0.1, text with pictures 0.5. */
const PHOTOGRAPHIC_BYTES = 0.7;
/** Of a JPEG that becomes a WebP: its own loss cannot be seen behind the other. */
const JPEG_QUALITY = 95;
/** How much smaller a sketch is than its picture. */
const SKETCH_SCALE = 0.25;

/**
 * A picture of part of the page with the fastest packing: Chromium's own WebP takes three times as long. PNG is
 * exact and quick for text; of photographs it is four times the bytes of a JPEG and takes twice as long. What the
 * window shows is taken from there: for anything beyond it Chromium lays the page out for a window of one pixel and
 * back again, and paints all of it.
 */
export async function takePicture(
  session: CDPSession,
  frame: PictureFrame,
  format: PictureFormat = 'png',
): Promise<Buffer> {
  const { cssLayoutViewport: shown } = await session.send('Page.getLayoutMetrics');
  const top = frame.y ?? 0;
  const isShown =
    shown.pageX === 0 &&
    frame.width <= shown.clientWidth &&
    top >= shown.pageY &&
    top + frame.height <= shown.pageY + shown.clientHeight;
  const { data } = await session.send('Page.captureScreenshot', {
    format,
    ...(format === 'jpeg' ? { quality: JPEG_QUALITY } : {}),
    optimizeForSpeed: true,
    captureBeyondViewport: !isShown,
    clip: { x: 0, y: top, width: frame.width, height: frame.height, scale: frame.scale },
  });
  return Buffer.from(data, 'base64');
}

/** A small exact picture, to see whether a page changes and what it is made of. */
export function takeSketch(session: CDPSession, frame: PictureFrame): Promise<Buffer> {
  return takePicture(session, { ...frame, scale: frame.scale * SKETCH_SCALE });
}

/** The format in which a page comes quickest, judged by a PNG of it or of a part of it. */
export function formatFor(png: Buffer): PictureFormat {
  // Width and height stand at the same place in every PNG.
  const pixels = png.readUInt32BE(16) * png.readUInt32BE(20);
  return png.length > pixels * PHOTOGRAPHIC_BYTES ? 'jpeg' : 'png';
}

/** How large the document is, in CSS pixels. */
export async function pageSize(session: CDPSession): Promise<{ width: number; height: number }> {
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  return { width: cssContentSize.width, height: cssContentSize.height };
}
