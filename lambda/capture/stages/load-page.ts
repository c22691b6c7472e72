import { failure } from '@stillpage/shared/errors.ts';
import type { FreezeOptions } from '../freeze/freeze-page.ts';
import { createNetworkRecorder, type NetworkRecorder } from '../network-recorder.ts';
import { pause, within } from '../page/deadline.ts';
import { type Arrival, followLifecycle, type Lifecycle, navigate } from '../page/navigate.ts';
import { followNetwork, type NetworkActivity } from '../page/network-activity.ts';
import { type PreparedPage, preparePage } from '../page/page-setup.ts';
import { troubleOf } from '../page/page-trouble.ts';
import type { CaptureRun } from './capture-run.ts';

/** How long after a failed navigation Chromium may still say that it was a download, in milliseconds. */
const DOWNLOAD_NEWS_MS = 300;

/** A page that has begun to arrive, and what follows it. */
export type LoadedPage = {
  readonly prepared: PreparedPage;
  readonly lifecycle: Lifecycle;
  readonly recorder: NetworkRecorder;
  readonly network: NetworkActivity;
  readonly arrival: Exclude<Arrival, { kind: 'timeout' }>;
  readonly capturedAt: Date;
  readonly provenance: FreezeOptions;
};

/** Asks for the address in the view's window, with everything recorded from the first request; undefined without an answer. */
export async function loadPage(run: CaptureRun): Promise<LoadedPage | undefined> {
  const { launched, chromium, job, budget, whole, state } = run;
  run.report('loading');
  const prepared = await preparePage(launched.browser, chromium, job.view);
  void prepared.crashed.then(run.onCrash);
  const lifecycle = followLifecycle(prepared.session, prepared.frameId);
  const [recorder, network] = await Promise.all([
    createNetworkRecorder(prepared.page, { signal: whole.signal }),
    followNetwork(prepared.session, prepared.workerScripts),
  ]);
  const capturedAt = new Date();
  const arrival = await run.timed('loading', () =>
    navigate(prepared.session, job.url, within(whole, budget.answerMs)),
  );
  if (arrival.kind === 'timeout') {
    if (!whole.signal.aborted)
      state.error = failure('navigation-timeout', `No answer in ${Math.round(budget.answerMs / 1000)} s.`);
    return undefined;
  }
  const { status } = recorder.mainDocument;
  const provenance = {
    signal: whole.signal,
    sourceUrl: job.url,
    capturedAt,
    chromium: chromium.version,
    ...(status === undefined ? {} : { httpStatus: status }),
  };
  return { prepared, lifecycle, recorder, network, arrival, capturedAt, provenance };
}

/** Whether the address led to no document, or to a download; the state says why. */
export async function failedToArrive(run: CaptureRun, loaded: LoadedPage): Promise<boolean> {
  const { arrival, prepared, recorder } = loaded;
  if (arrival.kind !== 'failed' && !prepared.download()) return false;
  // The news of a download comes after the navigation that it ended.
  for (let waited = 0; waited < DOWNLOAD_NEWS_MS && !prepared.download(); waited += 20)
    await pause(20, run.whole.signal);
  const errorText = arrival.kind === 'failed' ? arrival.errorText : '';
  run.state.error = troubleOf(run.launched, recorder, prepared, errorText, run.job.url);
  return true;
}
