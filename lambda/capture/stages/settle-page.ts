import { type EarlyPicture, takeEarly } from '../artifacts/early-picture.ts';
import { type Reader, startReader } from '../artifacts/readable-text.ts';
import type { NetworkRecorder } from '../network-recorder.ts';
import { ASK_MS } from '../page/ask-page.ts';
import { before, within } from '../page/deadline.ts';
import { dismissConsent } from '../page/dismiss-consent.ts';
import { troubleOf } from '../page/page-trouble.ts';
import { settle } from '../settle.ts';
import type { CaptureRun } from './capture-run.ts';
import type { LoadedPage } from './load-page.ts';

/** What is seen of a page as soon as it has arrived. */
const SHOWN_TYPES = ['Image', 'Font', 'Stylesheet'] as const;

/** A page at rest, or as far as its time let it come, and what was begun while it settled. */
export type SettledPage = {
  readonly quiet: boolean;
  /** The consent manager whose banner was answered. */
  readonly consent?: string;
  readonly early?: EarlyPicture;
  readonly reader?: Reader;
};

/** Waits until the page is ready to be frozen; undefined when the browser shows its own error page instead. */
export async function settlePage(run: CaptureRun, loaded: LoadedPage): Promise<SettledPage | undefined> {
  const { launched, job, budget, whole, state } = run;
  const { prepared, lifecycle, recorder, network } = loaded;
  // Loads its libraries while the page waits for its network.
  const reader = job.wanted.includes('text') ? startReader() : undefined;
  if (reader) whole.signal.addEventListener('abort', reader.close, { once: true });
  run.report('settling');
  let early: EarlyPicture | undefined;
  const onNearlyQuiet = async () => {
    if (!job.wanted.includes('screenshot')) return;
    // One of a document that the page has left since, or of what it was before more came.
    await early?.taken;
    early = takeEarly(prepared.session, job.view, () => shownBy(recorder));
    await early.taken;
  };
  const giveUp = (url: string) => {
    const address = URL.parse(url);
    if (address) launched.guard.traffic.giveUp(address);
  };
  const deadline = within(run.until(budget.settledByMs), budget.settleMs);
  const { quiet, omissions } = await run.timed('settling', () =>
    settle({ prepared, lifecycle, network, view: job.view, deadline }, { onNearlyQuiet, giveUp }),
  );
  state.omissions.push(...omissions);
  // A page that is still busy would not answer the freezer either.
  if (!quiet) await stopPage(run, loaded);
  const consent =
    job.consent === 'dismiss' && quiet && !lifecycle.isErrorPage
      ? await run.timed('consent', () => answerBanner(run, loaded))
      : undefined;
  if (lifecycle.isErrorPage) {
    state.error = troubleOf(launched, recorder, prepared, '', lifecycle.url);
    return undefined;
  }
  if (launched.guard.traffic.spent)
    state.omissions.push({ what: lifecycle.url.slice(0, 2048), kind: 'content', reason: 'budget' });
  return {
    quiet,
    ...(consent === undefined ? {} : { consent: consent.slice(0, 100) }),
    ...(early ? { early } : {}),
    ...(reader ? { reader } : {}),
  };
}

/** How much has arrived that changes a page's looks without changing the page. */
function shownBy({ receivedUrls }: NetworkRecorder): number {
  return SHOWN_TYPES.reduce((sum, type) => sum + receivedUrls(type).length, 0);
}

async function stopPage({ whole }: CaptureRun, { prepared: { session } }: LoadedPage): Promise<void> {
  for (const method of ['Page.stopLoading', 'Runtime.terminateExecution'] as const)
    await before(
      within(whole, ASK_MS),
      session.send(method).catch(() => {}),
    );
}

/** Answers a banner that asks for consent, and waits for what that changed; the name of its manager. */
async function answerBanner(run: CaptureRun, loaded: LoadedPage): Promise<string | undefined> {
  const { job, budget, state } = run;
  const { prepared, lifecycle, network } = loaded;
  const { touched, manager } = await dismissConsent(prepared.page, run.until(budget.settledByMs));
  if (touched) {
    const rest = within(run.until(budget.settledByMs), budget.settleMs);
    const again = await settle({ prepared, lifecycle, network, view: job.view, deadline: rest });
    state.omissions.push(...again.omissions);
  }
  return manager;
}
