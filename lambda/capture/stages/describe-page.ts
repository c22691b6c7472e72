import { failure } from '@stillpage/shared/errors.ts';
import { TITLE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import { decideFacts } from '../artifacts/page-facts.ts';
import { askPage, isBlank, isEmptyAnswer } from '../page/ask-page.ts';
import { loadFailure } from '../page/load-failure.ts';
import { ABORTED } from '../received-body.ts';
import { recogniseWall } from '../walls.ts';
import type { CaptureRun } from './capture-run.ts';
import type { LoadedPage } from './load-page.ts';
import type { SettledPage } from './settle-page.ts';

/** What was learnt of a page before it was frozen. */
export type DescribedPage = { readonly finalUrl: string; readonly plainText: string };

/** Asks the page about itself, and writes what it is or which wall stands in its place; undefined when there is nothing. */
export async function describePage(
  { job, whole, state }: CaptureRun,
  { prepared, lifecycle, recorder }: LoadedPage,
  { quiet, consent }: SettledPage,
): Promise<DescribedPage | undefined> {
  const { mainDocument } = recorder;
  const { status } = mainDocument;
  const asked = await askPage(prepared, whole);
  if (!quiet && asked && isBlank(asked.signs)) {
    if (!whole.signal.aborted)
      state.error = failure('navigation-timeout', 'The page began to answer and never came.');
    return undefined;
  }
  if (asked && (await isEmptyAnswer(asked.signs, recorder))) {
    const { errorText = '' } = mainDocument;
    state.error = loadFailure({ url: mainDocument.finalUrl, errorText, status, empty: errorText === '' });
    // Nobody knows what is behind it, but what it wants.
    if (status === 401) state.wall = 'login';
    return undefined;
  }
  if (quiet && mainDocument.errorText !== undefined && mainDocument.errorText !== ABORTED)
    state.omissions.push({
      what: mainDocument.finalUrl.slice(0, 2048),
      kind: 'content',
      reason: 'connection-failed',
    });
  const finalUrl = /^https?:/.test(lifecycle.url) ? lifecycle.url : mainDocument.finalUrl;
  const { title: ownTitle = '', ...facts } = asked ? decideFacts(asked.facts, finalUrl) : {};
  state.page = {
    ...facts,
    finalUrl,
    ...(status === undefined ? {} : { httpStatus: status }),
    title: (asked?.signs.title || ownTitle).slice(0, TITLE_MAX_LENGTH),
    ...(consent === undefined ? {} : { consent }),
  };
  const wall = asked && recogniseWall(asked.signs, { status, finalUrl, askedUrl: job.url });
  if (wall) state.wall = wall;
  return { finalUrl, plainText: asked?.plainText ?? '' };
}
