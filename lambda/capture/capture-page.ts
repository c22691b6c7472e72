import { type Failure, failure } from '@stillpage/shared/errors.ts';
import type { FrozenFrame } from '@stillpage/shared/freezer/frozen-frame.ts';
import { ARTIFACT_FILES, type ArtifactName, type Omission } from '@stillpage/shared/schemas/artifact.ts';
import { TITLE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import { CAPTURE_STAGES, type PageFacts, type Wall } from '@stillpage/shared/schemas/snapshot.ts';
import { type EarlyPicture, takeEarly } from './artifacts/early-picture.ts';
import { makeArtifacts } from './artifacts/make-artifacts.ts';
import { decideFacts } from './artifacts/page-facts.ts';
import { startReader } from './artifacts/readable-text.ts';
import type { ReadableText } from './artifacts/readable-text-worker.ts';
import { readerMarkup } from './artifacts/reader-markup.ts';
import { type TakenPictures, takePictures } from './artifacts/take-pictures.ts';
import type { FoundChromium } from './browser/find-chromium.ts';
import type { LaunchedBrowser } from './browser/launch.ts';
import type { CaptureBudget } from './capture-budget.ts';
import type { CapturedArtifact, CaptureJob, CaptureOptions } from './contract.ts';
import { freezePage } from './freeze/freeze-page.ts';
import { createNetworkRecorder, type NetworkRecorder } from './network-recorder.ts';
import { ASK_MS, askPage, isBlank, isEmptyAnswer } from './page/ask-page.ts';
import { before, type Deadline, pause, within } from './page/deadline.ts';
import { dismissConsent } from './page/dismiss-consent.ts';
import { loadFailure } from './page/load-failure.ts';
import { followLifecycle, navigate } from './page/navigate.ts';
import { followNetwork } from './page/network-activity.ts';
import { preparePage } from './page/page-setup.ts';
import { troubleOf } from './page/page-trouble.ts';
import { keepPdf } from './pdf-address.ts';
import { settle } from './settle.ts';
import { recogniseWall } from './walls.ts';

/** Of the time left for freezing, what pictures may take when the still needs pictures of its own after them. */
const PICTURES_SHARE = 0.5;
/** How long after a failed navigation Chromium may still say that it was a download, in milliseconds. */
const DOWNLOAD_NEWS_MS = 300;

/** What a capture has reached so far; the best of it is kept when time or browser end. */
export type CaptureState = {
  readonly timings: Record<string, number>;
  readonly omissions: Omission[];
  /** Artifacts handed over. */
  readonly stored: Set<string>;
  /** True once nothing more is asked of the browser, which is ended then. */
  isBrowserFree?: boolean;
  page?: PageFacts;
  wall?: Wall;
  error?: Failure;
};

/** Loads, settles, freezes and pictures one page in a fresh browser, filling `state` as it goes. */
export async function capturePage(
  launched: LaunchedBrowser,
  chromium: FoundChromium,
  job: CaptureJob,
  options: CaptureOptions,
  budget: CaptureBudget,
  whole: Deadline,
  state: CaptureState,
  onCrash: () => void,
  log: (line: string) => void,
): Promise<void> {
  const report = (stage: (typeof CAPTURE_STAGES)[number]) =>
    options.onProgress?.({ stage, step: CAPTURE_STAGES.indexOf(stage) + 1, of: CAPTURE_STAGES.length });
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      state.timings[name] = Math.round(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  const untilShare = (milliseconds: number) => within(whole, milliseconds - (performance.now() - startedAt));

  report('loading');
  const prepared = await preparePage(launched.browser, chromium, job.view);
  const { page, session } = prepared;
  void prepared.crashed.then(onCrash);
  const lifecycle = followLifecycle(session, prepared.frameId);
  const [recorder, network] = await Promise.all([
    createNetworkRecorder(page, { signal: whole.signal }),
    followNetwork(session, prepared.workerScripts),
  ]);
  const capturedAt = new Date();
  const arrival = await timed('loading', () => navigate(session, job.url, within(whole, budget.answerMs)));
  if (arrival.kind === 'timeout') {
    // When the browser has been ended, whoever ended it knows why; here and below.
    if (!whole.signal.aborted)
      state.error = failure('navigation-timeout', `No answer in ${Math.round(budget.answerMs / 1000)} s.`);
    return;
  }
  const provenance = {
    signal: whole.signal,
    sourceUrl: job.url,
    capturedAt,
    chromium: chromium.version,
    ...(recorder.mainDocument.status === undefined ? {} : { httpStatus: recorder.mainDocument.status }),
  };
  const artifacts = {
    session,
    job,
    deadline: whole,
    put: async (artifact: CapturedArtifact) => {
      await options.put(artifact);
      state.stored.add(artifact.name);
    },
    omit: (name: ArtifactName) =>
      void state.omissions.push({ what: name, kind: 'artifact', reason: 'artifact-failed' }),
    exchanges: recorder.exchanges,
    capturedAt,
    onCut: (name: ArtifactName) =>
      void state.omissions.push({ what: name, kind: 'artifact', reason: 'too-large' }),
    onFacts: (facts: ReadableText['facts']) => {
      if (state.page) state.page = { ...facts, ...state.page };
    },
  };
  if (/^application\/(x-)?pdf$/i.test(recorder.mainDocument.mime ?? '') && !isRefused(recorder)) {
    const url = recorder.mainDocument.finalUrl;
    const kept = await keepPdf(session, url, provenance, whole.signal);
    if (kept) {
      state.page = { finalUrl: url, httpStatus: recorder.mainDocument.status ?? 200, title: kept.name };
      await artifacts.put({ name: 'pdf', type: ARTIFACT_FILES.pdf.type, bytes: kept.pdf });
      await navigate(session, 'about:blank', within(whole, ASK_MS));
      await session.send('Page.setDocumentContent', { frameId: prepared.frameId, html: kept.still });
      report('picturing');
      const title = kept.name;
      const wanted = job.wanted.filter((name) => name !== 'pdf');
      await timed('picturing', () =>
        makeArtifacts({ ...artifacts, job: { ...job, wanted }, html: kept.still, url, title, plainText: '' }),
      );
      return;
    }
  }
  if (arrival.kind === 'failed' || prepared.download()) {
    // The news of a download comes after the navigation that it ended.
    for (let waited = 0; waited < DOWNLOAD_NEWS_MS && !prepared.download(); waited += 20)
      await pause(20, whole.signal);
    state.error = troubleOf(
      launched,
      recorder,
      prepared,
      arrival.kind === 'failed' ? arrival.errorText : '',
      job.url,
    );
    return;
  }

  // Loads its libraries while the page waits for its network.
  const reader = job.wanted.includes('text') ? startReader() : undefined;
  if (reader) whole.signal.addEventListener('abort', reader.close, { once: true });
  report('settling');
  const settleBudget = within(untilShare(budget.settledByMs), budget.settleMs);
  let early: EarlyPicture | undefined;
  const onNearlyQuiet = async () => {
    if (job.wanted.includes('screenshot')) early ??= takeEarly(session, job.view);
    await early?.taken;
  };
  const giveUp = (url: string) => {
    const address = URL.parse(url);
    if (address) launched.guard.traffic.giveUp(address);
  };
  const settled = await timed('settling', () =>
    settle(prepared, lifecycle, network, job.view, settleBudget, onNearlyQuiet, giveUp),
  );
  state.omissions.push(...settled.omissions);
  // A page that is still busy would not answer the freezer either.
  if (!settled.quiet) {
    await before(
      within(whole, ASK_MS),
      session.send('Page.stopLoading').catch(() => {}),
    );
    await before(
      within(whole, ASK_MS),
      session.send('Runtime.terminateExecution').catch(() => {}),
    );
  }
  const consent =
    job.consent === 'dismiss' && settled.quiet && !lifecycle.isErrorPage
      ? await timed('consent', async () => {
          const answer = await dismissConsent(
            prepared.page,
            within(whole, untilShare(budget.settledByMs).left()),
          );
          if (answer.touched) {
            const rest = within(untilShare(budget.settledByMs), budget.settleMs);
            const again = await settle(prepared, lifecycle, network, job.view, rest);
            state.omissions.push(...again.omissions);
          }
          return answer.manager;
        })
      : undefined;
  if (lifecycle.isErrorPage) {
    state.error = troubleOf(launched, recorder, prepared, '', lifecycle.url);
    return;
  }
  const { mainDocument } = recorder;
  if (launched.guard.traffic.spent)
    state.omissions.push({ what: lifecycle.url.slice(0, 2048), kind: 'content', reason: 'budget' });

  const asked = await askPage(prepared, whole);
  if (!settled.quiet && asked && isBlank(asked.signs)) {
    if (!whole.signal.aborted)
      state.error = failure('navigation-timeout', 'The page began to answer and never came.');
    return;
  }
  const nothing = asked && (await isEmptyAnswer(asked.signs, recorder));
  if (nothing) {
    state.error = loadFailure({
      url: mainDocument.finalUrl,
      errorText: '',
      status: mainDocument.status,
      empty: true,
    });
    return;
  }
  const finalUrl = /^https?:/.test(lifecycle.url) ? lifecycle.url : mainDocument.finalUrl;
  const { title: ownTitle = '', ...facts } = asked ? decideFacts(asked.facts, finalUrl) : {};
  state.page = {
    ...facts,
    finalUrl,
    ...(mainDocument.status === undefined ? {} : { httpStatus: mainDocument.status }),
    title: (asked?.signs.title || ownTitle).slice(0, TITLE_MAX_LENGTH),
    ...(consent === undefined ? {} : { consent: consent.slice(0, 100) }),
  };
  const wall =
    asked && recogniseWall(asked.signs, { status: mainDocument.status, finalUrl, askedUrl: job.url });
  if (wall) state.wall = wall;

  report('freezing');
  let taken: TakenPictures | undefined;
  let reading: Promise<ReadableText> | undefined;
  const onRead = (main: FrozenFrame) => {
    const html = readerMarkup(main);
    const title = main.title || (state.page?.title ?? '');
    reading = reader?.read({ html, url: finalUrl, title, plainText: asked?.plainText ?? '' }, whole.signal);
    // Pictures of single elements come after these, and the still waits for them.
    const isAwaited = main.shots + main.frames > 0;
    const left = untilShare(budget.frozenByMs).left() * PICTURES_SHARE;
    const pictured = isAwaited ? within(whole, left) : whole;
    taken = takePictures(session, job.view, new Set(job.wanted), early, pictured);
    return Promise.allSettled([taken.whole, taken.top]);
  };
  const frozen = await timed('freezing', () =>
    before(
      untilShare(budget.frozenByMs),
      freezePage(page, recorder.received, {
        ...provenance,
        onRead,
        ...(consent === undefined ? {} : { consent: consent.slice(0, 100) }),
        ...(mainDocument.status === undefined ? {} : { httpStatus: mainDocument.status }),
      }),
    ).catch((error: Error) => {
      if (!launched.browser.connected || whole.signal.aborted) throw error;
      log(`${job.url} could not be frozen: ${error.message.slice(0, 300)}`);
      return 'unfrozen' as const;
    }),
  );
  if (!frozen) {
    if (!whole.signal.aborted)
      state.error = failure('navigation-timeout', 'The page kept the browser busy until the time was up.');
    // What was read before the time was up is kept without its still.
    if (!taken) return;
  } else if (frozen !== 'unfrozen') {
    state.page = {
      ...state.page,
      title: (frozen.title || state.page.title).slice(0, TITLE_MAX_LENGTH),
      ...(frozen.language && !state.page.language ? { language: frozen.language } : {}),
    };
    for (const [name, value] of Object.entries(frozen.timings))
      state.timings[`freezing.${name}`] = Math.round(value);
    state.omissions.push(...frozen.omissions);
  }

  report('picturing');
  await timed('picturing', () =>
    makeArtifacts({
      ...artifacts,
      html: frozen && frozen !== 'unfrozen' ? frozen.html : undefined,
      url: finalUrl,
      title: state.page?.title ?? '',
      plainText: asked?.plainText ?? '',
      taken,
      reading,
      // It takes a moment to end, while pictures are packed and artifacts are stored.
      onBrowserFree: () => {
        state.isBrowserFree = true;
        void launched.end();
      },
    }),
  );
  report('storing');
}

function isRefused({ mainDocument: { status } }: NetworkRecorder): boolean {
  return status !== undefined && status >= 400;
}
