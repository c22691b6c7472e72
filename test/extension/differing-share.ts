import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** Share of pixels, 0 to 1, in which two PNG pictures of one size differ to the eye; anti-aliasing counts. */
export function differingShare(one: Uint8Array, other: Uint8Array): number {
  const first = PNG.sync.read(Buffer.from(one));
  const second = PNG.sync.read(Buffer.from(other));
  if (first.width !== second.width || first.height !== second.height)
    throw new Error(`The pictures are ${first.width}x${first.height} and ${second.width}x${second.height}.`);
  const differing = pixelmatch(first.data, second.data, undefined, first.width, first.height, {
    threshold: 0.1,
    includeAA: true,
  });
  return differing / (first.width * first.height);
}
