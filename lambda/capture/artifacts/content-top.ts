import { randomBytes } from 'node:crypto';
import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import { createPageWorld } from '../page/isolated-world.ts';
import { CONSENT_BOXES } from '../wall-marks.ts';
import { takePicture } from './screenshot.ts';
import { THUMBNAIL_HEIGHT_PX, THUMBNAIL_WIDTH_PX, thumbnailFrame } from './thumbnail.ts';
import { findThumbnailView, setAside } from './thumbnail-view.page.ts';

/**
 * Longest to look for the content, in milliseconds: a thumbnail of the top is better than none. The page has just been
 * read, so only a machine that is busy takes more than a few.
 */
const LOOK_MS = 5000;

/** What a thumbnail is to show of a page, and the means to take it. */
export type ContentTop = {
  /** The first line to show, in CSS pixels. */
  readonly top: number;
  /** True when a picture of the page as it stands would show what covers it. */
  readonly covered: boolean;
  /** A picture of the content with nothing over it; the page is put back as it was. */
  take(): Promise<Buffer>;
};

/** Looks for the content in a page; its top as it is when the page does not answer. */
export async function findContentTop(session: CDPSession, view: View): Promise<ContentTop> {
  const frame = thumbnailFrame(view);
  const plain: ContentTop = { top: 0, covered: false, take: () => takePicture(session, frame) };
  const key = `cover-${randomBytes(6).toString('hex')}`;
  const look = async (): Promise<ContentTop> => {
    const world = await createPageWorld(session);
    const shape = THUMBNAIL_HEIGHT_PX / THUMBNAIL_WIDTH_PX;
    const { top, covered } = await world.run(findThumbnailView, CONSENT_BOXES, shape, key);
    return {
      top,
      covered,
      async take() {
        await world.run(setAside, key, true);
        try {
          return await takePicture(session, { ...frame, y: top });
        } finally {
          await world.run(setAside, key, false);
        }
      },
    };
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ContentTop>((resolve) => {
    timer = setTimeout(() => resolve(plain), LOOK_MS);
  });
  return await Promise.race([look().catch(() => plain), late]).finally(() => clearTimeout(timer));
}
