import { failure } from '@stillpage/shared/errors.ts';
import type { FrozenFrame } from '@stillpage/shared/freezer/frozen-frame.ts';
import { TITLE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import type { ReadableText } from '../artifacts/readable-text-worker.ts';
import { readerMarkup } from '../artifacts/reader-markup.ts';
import { type TakenPictures, takePictures } from '../artifacts/take-pictures.ts';
import { type FreezeOptions, type FrozenPage, freezePage } from '../freeze/freeze-page.ts';
import { before, within } from '../page/deadline.ts';
import type { CaptureRun } from './capture-run.ts';
import type { DescribedPage } from './describe-page.ts';
import type { LoadedPage } from './load-page.ts';
import type { SettledPage } from './settle-page.ts';

/** Of the time left for freezing, what pictures may take when the still needs pictures of its own after them. */
const PICTURES_SHARE = 0.5;

/** What was got of a page; pictures and text may still be being made. */
export type ReadPage = {
  /** The still, if the page could be frozen. */
  readonly html?: string;
  readonly taken?: TakenPictures;
  readonly reading?: Promise<ReadableText>;
};

/**
 * Freezes the page, and begins its pictures and its text as soon as it has been read. A page that cannot be frozen, or
 * not in time, keeps what was begun; undefined when there is nothing to be kept.
 */
export async function readPage(
  run: CaptureRun,
  loaded: LoadedPage,
  settled: SettledPage,
  { finalUrl: url, plainText }: DescribedPage,
): Promise<ReadPage | undefined> {
  const { job, budget, whole, state } = run;
  const { session } = loaded.prepared;
  const { consent, early, reader } = settled;
  run.report('freezing');
  let taken: TakenPictures | undefined;
  let reading: Promise<ReadableText> | undefined;
  const onRead = (main: FrozenFrame) => {
    const title = main.title || (state.page?.title ?? '');
    reading = reader?.read({ html: readerMarkup(main), url, title, plainText }, whole.signal);
    // Pictures of single elements come after these, and the still waits for them.
    const isAwaited = main.shots + main.frames > 0;
    const left = run.until(budget.frozenByMs).left() * PICTURES_SHARE;
    const pictured = isAwaited ? within(whole, left) : whole;
    taken = takePictures(session, job.view, new Set(job.wanted), early, pictured);
    return Promise.allSettled([taken.whole, taken.top]);
  };
  const { status } = loaded.recorder.mainDocument;
  const frozen = await run.timed('freezing', () =>
    freezeInTime(run, loaded, {
      ...loaded.provenance,
      onRead,
      ...(consent === undefined ? {} : { consent }),
      ...(status === undefined ? {} : { httpStatus: status }),
    }),
  );
  if (frozen === 'late') {
    if (!whole.signal.aborted)
      state.error = failure('navigation-timeout', 'The page kept the browser busy until the time was up.');
    // What was read before the time was up is kept without its still.
    if (!taken) return undefined;
  }
  if (typeof frozen === 'object') note(run, frozen);
  return {
    ...(typeof frozen === 'object' ? { html: frozen.html } : {}),
    ...(taken ? { taken } : {}),
    ...(reading ? { reading } : {}),
  };
}

/** The frozen page, or why there is none. */
function freezeInTime(
  { launched, job, budget, whole, log, until }: CaptureRun,
  { prepared, recorder }: LoadedPage,
  options: FreezeOptions,
): Promise<FrozenPage | 'late' | 'unfrozen'> {
  const freezing = freezePage(prepared.page, recorder.received, options);
  return before(until(budget.frozenByMs), freezing).then(
    (frozen) => frozen ?? 'late',
    (error: Error) => {
      if (!launched.browser.connected || whole.signal.aborted) throw error;
      log(`${job.url} could not be frozen: ${error.message.slice(0, 300)}`);
      return 'unfrozen';
    },
  );
}

function note({ state }: CaptureRun, { title, language, timings, omissions }: FrozenPage): void {
  if (state.page)
    state.page = {
      ...state.page,
      title: (title || state.page.title).slice(0, TITLE_MAX_LENGTH),
      ...(language && !state.page.language ? { language } : {}),
    };
  for (const [name, value] of Object.entries(timings)) state.timings[`freezing.${name}`] = Math.round(value);
  state.omissions.push(...omissions);
}
