import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import { findContentTop } from './content-top.ts';
import { planPicture } from './picture-columns.ts';
import { pageSize, takePicture } from './screenshot.ts';

/** Pictures under way, not yet packed; what is not wanted is not there. */
export type TakenPictures = {
  /** Top to bottom; several when the page is too long for one. */
  readonly whole?: Promise<{ readonly pictures: readonly Buffer[]; readonly cut: boolean }>;
  /** The picture that a thumbnail is made of and its first line in it, in pixels: the same one where that will do. */
  readonly top?: Promise<{ readonly picture: Buffer; readonly from: number }>;
};

/** Has the browser take the pictures that are wanted, each once and one after the other, and all after `first`. */
export function takePictures(
  session: CDPSession,
  view: View,
  wanted: ReadonlySet<ArtifactName>,
  first: Promise<void> = Promise.resolve(),
): TakenPictures {
  // Looked for first: while a picture is taken the window is another.
  const content = wanted.has('thumbnail') ? first.then(() => findContentTop(session, view)) : undefined;
  const takeWhole = async () => {
    await first;
    await content;
    const plan = planPicture(await pageSize(session), view);
    const pictures: Buffer[] = [];
    for (const column of plan.columns) pictures.push(await takePicture(session, column));
    return { pictures, cut: plan.cut, scale: plan.columns[0]?.scale ?? 1 };
  };
  const whole = wanted.has('screenshot') ? takeWhole() : undefined;
  const takeTop = async () => {
    const { top, covered, take } = await (content ?? findContentTop(session, view));
    // A page too large for one picture still has a top.
    const taken = await whole?.catch(() => undefined);
    const [picture] = taken?.pictures ?? [];
    if (!picture || covered) return { picture: await take(), from: 0 };
    return { picture, from: top * (taken?.scale ?? 1) * view.deviceScaleFactor };
  };
  const top = wanted.has('thumbnail') ? takeTop() : undefined;
  // Whoever packs them hears of a failure; until then nobody listens.
  whole?.catch(() => {});
  top?.catch(() => {});
  return { ...(whole ? { whole } : {}), ...(top ? { top } : {}) };
}
