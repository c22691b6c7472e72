import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';
import { findContentTop } from './content-top.ts';
import type { EarlyPicture } from './early-picture.ts';
import { packScreenshot } from './pack-screenshot.ts';
import { planPicture } from './picture-columns.ts';
import { formatFor, type PictureFormat, pageSize, takePicture } from './screenshot.ts';
import { packThumbnail } from './thumbnail.ts';

/** What is fulfilled when the browser has done its part; the packing goes on beside it. */
type Packing = { readonly packed: Promise<CapturedArtifact> };

/** Pictures under way; what is not wanted is not there. */
export type TakenPictures = {
  /** `cut` when the page is longer than its screenshot. */
  readonly whole?: Promise<Packing & { readonly cut: boolean }>;
  readonly top?: Promise<Packing>;
};

/**
 * Has the browser take the pictures that are wanted, each once and one after the other, and packs each as soon as it
 * is there. The early picture is used when the page still looks like it.
 */
export function takePictures(
  session: CDPSession,
  view: View,
  wanted: ReadonlySet<ArtifactName>,
  early?: EarlyPicture,
): TakenPictures {
  // Looked for first: while a picture is taken the window is another.
  const content = wanted.has('thumbnail')
    ? Promise.resolve(early?.taken).then(() => findContentTop(session, view))
    : undefined;
  const takeWhole = async () => {
    await early?.taken;
    await content;
    const { columns, cut } = planPicture(await pageSize(session), view);
    const [first] = columns;
    const scale = first?.scale ?? 1;
    const kept = first && columns.length === 1 ? await early?.ifUnchanged(first) : undefined;
    if (kept) return { first: kept.picture, packed: kept.packed, cut, scale };
    const pictures: Buffer[] = [];
    let format: PictureFormat = 'png';
    for (const column of columns) {
      const picture = await takePicture(session, column, format);
      if (format === 'png') format = formatFor(picture);
      pictures.push(picture);
    }
    return { first: pictures[0], packed: quietly(packScreenshot(pictures)), cut, scale };
  };
  const whole = wanted.has('screenshot') ? takeWhole() : undefined;
  const takeTop = async () => {
    const { top, covered, take } = await (content ?? findContentTop(session, view));
    // A page too large for one picture still has a top.
    const taken = await whole?.catch(() => undefined);
    if (!taken?.first || covered) return { packed: quietly(packThumbnail(await take())) };
    return { packed: quietly(packThumbnail(taken.first, top * taken.scale * view.deviceScaleFactor)) };
  };
  const top = wanted.has('thumbnail') ? takeTop() : undefined;
  if (whole) quietly(whole);
  if (top) quietly(top);
  return { ...(whole ? { whole } : {}), ...(top ? { top } : {}) };
}

/** Whoever hands it over hears of a failure; until then nobody listens. */
function quietly<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
