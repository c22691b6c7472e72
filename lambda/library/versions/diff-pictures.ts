import type { DiffAnswer } from '@stillpage/shared/schemas/version.ts';
import pixelmatch from 'pixelmatch';

/** Most pixels of a picture that is compared, some 32 MB each in memory; larger ones are made smaller first. */
const COMPARED_MAX_PIXELS = 8_000_000;
/** How far two colours may be apart and still count as one, 0 to 1: below what WebP itself changes. */
const THRESHOLD = 0.1;

export type PictureDiff = NonNullable<DiffAnswer['picture']> & {
  /** WebP of the newer picture, pale, with what differs in red. */
  readonly picture: () => Promise<Uint8Array>;
};

/** Compares two pictures from their upper left corners; undefined when one of them cannot be read. */
export async function diffPictures(before: Uint8Array, after: Uint8Array): Promise<PictureDiff | undefined> {
  // 20 MB that only a comparison needs.
  const { default: sharp } = await import('sharp');
  try {
    const [a, b] = await Promise.all([before, after].map((bytes) => sharp(bytes).metadata()));
    if (!a?.width || !a.height || !b?.width || !b.height) return undefined;
    const pixels = Math.max(a.width, b.width) * Math.max(a.height, b.height);
    const scale = Math.min(1, Math.sqrt(COMPARED_MAX_PIXELS / pixels));
    const width = Math.max(1, Math.round(Math.max(a.width, b.width) * scale));
    const height = Math.max(1, Math.round(Math.max(a.height, b.height) * scale));
    const raw = async (bytes: Uint8Array, size: { width: number; height: number }) => {
      const [w, h] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * scale)));
      return await sharp(bytes)
        .ensureAlpha()
        .resize(Math.min(w ?? 1, width), Math.min(h ?? 1, height), { fit: 'fill' })
        .extend({
          right: Math.max(0, width - (w ?? 1)),
          bottom: Math.max(0, height - (h ?? 1)),
          background: { r: 0, g: 0, b: 0, alpha: 0 },
        })
        .raw()
        .toBuffer();
    };
    const marked = new Uint8Array(width * height * 4);
    const count = pixelmatch(
      await raw(before, { width: a.width, height: a.height }),
      await raw(after, { width: b.width, height: b.height }),
      marked,
      width,
      height,
      { threshold: THRESHOLD, alpha: 0.2 },
    );
    return {
      differing: count / (width * height),
      width,
      height,
      picture: async () =>
        await sharp(marked, { raw: { width, height, channels: 4 } })
          .webp({ quality: 80 })
          .toBuffer(),
    };
  } catch {
    return undefined;
  }
}
