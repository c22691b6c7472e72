import sharp from 'sharp';
import type { CapturedArtifact } from '../contract.ts';
import { packThumbnail } from './thumbnail.ts';

/** Largest picture taken from a browser, in pixels: a window of 8K. */
const PIXELS_MAX = 8192 * 4320;
const QUALITY = 80;

/** Screenshot and thumbnail of what a tab showed; undefined when it is no picture. */
export async function packVisible(picture: Uint8Array): Promise<CapturedArtifact[] | undefined> {
  try {
    const image = sharp(picture, { limitInputPixels: PIXELS_MAX, pages: 1 });
    const { format } = await image.metadata();
    if (format !== 'png' && format !== 'jpeg') return undefined;
    const { data, info } = await image
      .flatten({ background: '#fff' })
      .webp({ quality: QUALITY, effort: 2 })
      .toBuffer({ resolveWithObject: true });
    return [
      { name: 'screenshot', type: 'image/webp', bytes: data, width: info.width, height: info.height },
      await packThumbnail(data),
    ];
  } catch {
    return undefined;
  }
}
