import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';
import { packScreenshot } from './pack-screenshot.ts';
import { planPicture } from './picture-columns.ts';
import { formatFor, type PictureFrame, pageSize, takePicture, takeSketch } from './screenshot.ts';

/** A picture and the screenshot that is being made of it. */
export type PackedPicture = { readonly picture: Buffer; readonly packed: Promise<CapturedArtifact> };

/** A screenshot begun before it was known that the page would stay as it was. */
export type EarlyPicture = {
  /** Fulfilled when the browser is free again: a window that changes size meanwhile spoils this picture and the next. */
  readonly taken: Promise<void>;
  /** The picture, if this is the frame and the page still looks the same; asks the browser for a sketch. */
  ifUnchanged(frame: PictureFrame): Promise<PackedPicture | undefined>;
};

/**
 * Takes the page's picture while its network is only nearly quiet, and packs it: the machine has nothing else to do
 * then, and most pages change no more. Whether they did is seen by a sketch from before the picture and one from
 * later, which cost a fraction of a second picture. Pages too long for one picture are left for later.
 */
export function takeEarly(session: CDPSession, view: View): EarlyPicture {
  let early: (PackedPicture & { readonly frame: PictureFrame; readonly sketch: Buffer }) | undefined;
  const begin = async () => {
    const { columns } = planPicture(await pageSize(session), view);
    const [frame] = columns;
    if (!frame || columns.length > 1) return;
    // First the sketch: what changes behind it is noticed.
    const sketch = await takeSketch(session, frame);
    const picture = await takePicture(session, frame, formatFor(sketch));
    const packed = packScreenshot([picture]);
    packed.catch(() => {});
    early = { frame, sketch, picture, packed };
  };
  const taken = begin().catch(() => {});
  return {
    taken,
    async ifUnchanged(frame) {
      await taken;
      if (!early || early.frame.width !== frame.width || early.frame.height !== frame.height)
        return undefined;
      return (await takeSketch(session, frame)).equals(early.sketch) ? early : undefined;
    },
  };
}
