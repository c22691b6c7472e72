import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';
import { joinColumns, planPicture } from './picture-columns.ts';
import { packScreenshot, pageSize, takePicture } from './screenshot.ts';

/** A screenshot packed before it was known that the page would stay as it was. */
export type EarlyPicture = {
  /** Fulfilled when the browser is free again: a window that changes size meanwhile spoils this picture and the next. */
  readonly taken: Promise<void>;
  /** The packed screenshot, if these are the very pictures it was made of. */
  packedFrom(pictures: readonly Buffer[]): Promise<CapturedArtifact> | undefined;
};

/**
 * Takes the page's picture while its network is only nearly quiet, and packs it: the machine has nothing else to do
 * then, and most pages change no more. Whether they did is seen by taking the picture again, which costs a third of
 * packing it. Pages too long for one picture are left for later.
 */
export function takeEarly(session: CDPSession, view: View): EarlyPicture {
  let early: Buffer | undefined;
  let packed: Promise<CapturedArtifact> | undefined;
  const begin = async () => {
    const { columns } = planPicture(await pageSize(session), view);
    const [column] = columns;
    if (!column || columns.length > 1) return;
    const picture = await takePicture(session, column);
    packed = joinColumns([picture]).then(packScreenshot);
    packed.catch(() => {});
    early = picture;
  };
  return {
    taken: begin().catch(() => {}),
    packedFrom: (pictures) =>
      pictures.length === 1 && pictures[0] && early?.equals(pictures[0]) ? packed : undefined,
  };
}
