import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';
import { createPageWorld } from '../page/isolated-world.ts';
import { packScreenshot } from './pack-screenshot.ts';
import { type PageLooks, readLooks } from './page-looks.page.ts';
import { planPicture } from './picture-columns.ts';
import { formatFor, type PictureFrame, pageSize, takePicture, takeSketch } from './screenshot.ts';

/** A page that is covered by pictures to so large a part comes quicker as JPEG. */
const PHOTOGRAPHIC_SHARE = 0.4;

/** A picture and the screenshot that is being made of it. */
export type PackedPicture = { readonly picture: Buffer; readonly packed: Promise<CapturedArtifact> };

/** A screenshot begun before it was known that the page would stay as it was. */
export type EarlyPicture = {
  /** Fulfilled when the browser is free again: a window that changes size meanwhile spoils this picture and the next. */
  readonly taken: Promise<void>;
  /** The picture, if this is the frame and the page still looks the same. */
  ifUnchanged(frame: PictureFrame): Promise<PackedPicture | undefined>;
};

/** What a page looked like, to be compared with what it looks like later. */
type Looks = PageLooks & { readonly arrived: number; readonly sketch?: Buffer };

/**
 * Takes the page's picture while its network is only nearly quiet, and packs it: the machine has nothing else to do
 * then, and most pages change no more. Whether they did is read from the page, before the picture and again later; of a
 * page that does not tell two sketches are compared, which draw all of it once more. Pages too long for one picture
 * are left for later. `arrived` counts what the page has received to show.
 */
export function takeEarly(session: CDPSession, view: View, arrived: () => number): EarlyPicture {
  let early: (PackedPicture & { readonly frame: PictureFrame; readonly looks: Looks }) | undefined;
  const begin = async () => {
    const { columns } = planPicture(await pageSize(session), view);
    const [frame] = columns;
    if (!frame || columns.length > 1) return;
    // First the looks: what changes behind them is noticed.
    const told = { ...(await looksOf(session)), arrived: arrived() };
    const sketch = told.mark ? undefined : await takeSketch(session, frame);
    const format = sketch ? formatFor(sketch) : told.pictured > PHOTOGRAPHIC_SHARE ? 'jpeg' : 'png';
    const looks = sketch ? { ...told, sketch } : told;
    const picture = await takePicture(session, frame, format);
    const packed = packScreenshot([picture]);
    packed.catch(() => {});
    early = { frame, looks, picture, packed };
  };
  const isSame = async ({ mark, arrived: before, sketch }: Looks, frame: PictureFrame) =>
    sketch
      ? sketch.equals(await takeSketch(session, frame))
      : before === arrived() && mark === (await looksOf(session)).mark;
  const taken = begin().catch(() => {});
  return {
    taken,
    async ifUnchanged(frame) {
      await taken;
      if (!early || early.frame.width !== frame.width || early.frame.height !== frame.height)
        return undefined;
      return (await isSame(early.looks, frame)) ? early : undefined;
    },
  };
}

async function looksOf(session: CDPSession): Promise<PageLooks> {
  return await (await createPageWorld(session)).run(readLooks);
}
