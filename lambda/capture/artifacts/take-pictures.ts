import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import { fitPicture, pageSize, takePicture } from './screenshot.ts';
import { thumbnailFrame } from './thumbnail.ts';

/** Pictures under way, not yet packed; what is not wanted is not there. */
export type TakenPictures = {
  readonly whole?: Promise<{ readonly picture: Buffer; readonly cut: boolean }>;
  /** The same picture where there is one: a thumbnail is made of its top. */
  readonly top?: Promise<Buffer>;
};

/** Has the browser take the pictures that are wanted, each once and one after the other. */
export function takePictures(
  session: CDPSession,
  view: View,
  wanted: ReadonlySet<ArtifactName>,
): TakenPictures {
  const whole = wanted.has('screenshot')
    ? pageSize(session).then(async (size) => {
        const frame = fitPicture(size, view);
        return { picture: await takePicture(session, frame), cut: frame.cut };
      })
    : undefined;
  // A page too large for one picture still has a top.
  const takeTop = () => takePicture(session, thumbnailFrame(view));
  const top = wanted.has('thumbnail')
    ? whole
      ? whole.then(({ picture }) => picture).catch(takeTop)
      : takeTop()
    : undefined;
  // Whoever packs them hears of a failure; until then nobody listens.
  whole?.catch(() => {});
  top?.catch(() => {});
  return { ...(whole ? { whole } : {}), ...(top ? { top } : {}) };
}
