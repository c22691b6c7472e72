import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import sharp, { type Sharp } from 'sharp';
import type { CapturedArtifact } from '../contract.ts';

/** Longest side of a WebP, in device pixels; Chromium's own textures end one pixel later. */
export const PICTURE_SIDE_MAX_PX = 16_383;
/** Below this scale text cannot be read any more, so a longer page is broken into columns instead. */
const SCALE_MIN = 0.5;
/** WebP quality of screenshots: text stays crisp at a third of lossless. */
const QUALITY = 80;
/** Of 6: twice as quick as sharp's default of 4, for 2 % more bytes. */
const EFFORT = 2;
/** From this size on, in pixels, with the least effort: a third less time for a sixth more bytes. */
const LARGE_PX = 8_000_000;

// One thread for each picture: captures run side by side already.
sharp.concurrency(1);
sharp.cache(false);

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

/** A picture of part of the page as PNG with the fastest packing: Chromium's own WebP takes three times as long. */
export async function takePicture(session: CDPSession, frame: PictureFrame, beyond = true): Promise<Buffer> {
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'png',
    optimizeForSpeed: true,
    captureBeyondViewport: beyond,
    clip: { x: 0, y: frame.y ?? 0, width: frame.width, height: frame.height, scale: frame.scale },
  });
  return Buffer.from(data, 'base64');
}

/** The picture of the whole page, as it is kept. */
export async function packScreenshot(picture: Sharp): Promise<CapturedArtifact> {
  const { width, height } = await picture.metadata();
  const { data, info } = await picture
    .webp({ quality: QUALITY, effort: width * height > LARGE_PX ? 0 : EFFORT })
    .toBuffer({ resolveWithObject: true });
  return { name: 'screenshot', type: 'image/webp', bytes: data, width: info.width, height: info.height };
}

/** How large the document is, in CSS pixels. */
export async function pageSize(session: CDPSession): Promise<{ width: number; height: number }> {
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  return { width: cssContentSize.width, height: cssContentSize.height };
}
