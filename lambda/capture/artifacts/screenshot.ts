import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';

/** Longest side of a WebP, in device pixels; Chromium's own textures end one pixel later. */
export const PICTURE_SIDE_MAX_PX = 16_383;
/** Below this scale text cannot be read any more, so a longer page is cut instead. */
const SCALE_MIN = 0.5;
/** WebP quality of screenshots: text stays crisp at a third of lossless. */
const QUALITY = 80;

/** The part of a page that one picture shows, in CSS pixels, and how much it is made smaller. */
export type PictureFrame = {
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

/** The whole page as it stands, as one WebP. */
export async function takeScreenshot(
  session: CDPSession,
  frame: PictureFrame,
  view: View,
): Promise<CapturedArtifact> {
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width: frame.width, height: frame.height, scale: frame.scale },
  });
  const ratio = frame.scale * view.deviceScaleFactor;
  return {
    name: 'screenshot',
    type: 'image/webp',
    bytes: Buffer.from(data, 'base64'),
    width: Math.round(frame.width * ratio),
    height: Math.round(frame.height * ratio),
  };
}

/** How large the document is, in CSS pixels. */
export async function pageSize(session: CDPSession): Promise<{ width: number; height: number }> {
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  return { width: cssContentSize.width, height: cssContentSize.height };
}
