import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { View } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import type { CapturedArtifact } from '../contract.ts';
import type { Deadline } from '../page/deadline.ts';
import { openColumnWindow } from './column-window.ts';
import { findContentTop } from './content-top.ts';
import type { EarlyPicture } from './early-picture.ts';
import { packScreenshot } from './pack-screenshot.ts';
import { planPicture } from './picture-columns.ts';
import { formatFor, type PictureFormat, type PictureFrame, pageSize, takePicture } from './screenshot.ts';
import { packThumbnail } from './thumbnail.ts';

/** Kept for packing what there is, in milliseconds, beside half as long again as the last column took. */
const PACKING_MS = 2000;

/** From so many nodes on, what one picture left in the browser's memory goes before the next: it takes 4 ms for 1,000. */
const FORGOTTEN_NODES_MIN = 50_000;

/** What is fulfilled when the browser has done its part; the packing goes on beside it. */
type Packing = { readonly packed: Promise<CapturedArtifact> };

/** Pictures under way; what is not wanted is not there. */
export type TakenPictures = {
  /** `cut` when the page is longer than its screenshot, or than there was time for. */
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
  deadline?: Deadline,
): TakenPictures {
  // Looked for first: while a picture is taken the window is another.
  const content = wanted.has('thumbnail')
    ? Promise.resolve(early?.taken).then(() => findContentTop(session, view))
    : undefined;
  const planning = async () => {
    await early?.taken;
    await content;
    return planPicture(await pageSize(session), view);
  };
  let plan: ReturnType<typeof planning> | undefined;
  const planned = () => {
    plan ??= quietly(planning());
    return plan;
  };
  const takeTop = async (): Promise<Packing> => {
    const { top, covered, take } = await (content ?? findContentTop(session, view));
    const long = await planned().then(
      ({ columns }) => columns.length > 1,
      () => false,
    );
    const taken = long ? undefined : await whole?.catch(() => undefined);
    if (!taken?.first || covered) return { packed: quietly(packThumbnail(await take())) };
    return { packed: quietly(packThumbnail(taken.first, top * taken.scale * view.deviceScaleFactor)) };
  };
  const top = wanted.has('thumbnail') ? takeTop() : undefined;
  const takeWhole = async () => {
    const { columns, cut } = await planned();
    // A long page has its thumbnail first: there may be no time left for it.
    if (columns.length > 1) await top?.catch(() => {});
    const [first] = columns;
    const scale = first?.scale ?? 1;
    const kept = first && columns.length === 1 ? await early?.ifUnchanged(first) : undefined;
    if (kept) return { first: kept.picture, packed: kept.packed, cut, scale };
    const pictures = await takeColumns(session, view, columns, deadline);
    const ended = pictures.length < columns.length;
    return { first: pictures[0], packed: quietly(packScreenshot(pictures)), cut: cut || ended, scale };
  };
  const whole = wanted.has('screenshot') ? takeWhole() : undefined;
  if (whole) quietly(whole);
  if (top) quietly(top);
  return { ...(whole ? { whole } : {}), ...(top ? { top } : {}) };
}

/** A picture of each column, or of the first ones when there is no time for all. */
async function takeColumns(
  session: CDPSession,
  view: View,
  columns: readonly PictureFrame[],
  deadline: Deadline | undefined,
): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  let format: PictureFormat = 'png';
  let window =
    columns.length > 1
      ? await openColumnWindow(session, view, columns[0]?.height ?? 0).catch(() => undefined)
      : undefined;
  try {
    for (const column of columns) {
      const startedAt = performance.now();
      if (window && !(await window.moveTo(column.y ?? 0))) {
        await window.close();
        window = undefined;
      }
      const picture = await takePicture(session, column, format);
      if (format === 'png') format = formatFor(picture);
      pictures.push(picture);
      if (!window && columns.length > 1) await forgetLayouts(session).catch(() => {});
      if (deadline && deadline.left() < (performance.now() - startedAt) * 1.5 + PACKING_MS) break;
    }
  } finally {
    await window?.close();
  }
  return pictures;
}

/** A picture beyond the window leaves two layouts of the whole page behind, 150 MB for 100,000 nodes. */
async function forgetLayouts(session: CDPSession): Promise<void> {
  const { nodes } = await session.send('Memory.getDOMCounters');
  if (nodes > FORGOTTEN_NODES_MIN) await session.send('HeapProfiler.collectGarbage');
}

/** Whoever hands it over hears of a failure; until then nobody listens. */
function quietly<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
