import { type Failure, failure } from '@stillpage/shared/errors.ts';
import { STILLPAGE_VERSION } from '../version.ts';
import { BrowserPool } from './browser/browser-pool.ts';
import { watchDisk } from './browser/disk-watch.ts';
import { findChromium } from './browser/find-chromium.ts';
import type { LaunchedBrowser } from './browser/launch.ts';
import { watchMemory } from './browser/memory-watch.ts';
import { followLimits } from './browser/page-limits.ts';
import { proveBrowser } from './browser/prove-browser.ts';
import { defaultWorkFolder, wipeLeftovers } from './browser/work-folder.ts';
import { captureBudget } from './capture-budget.ts';
import type { CaptureJob, CaptureOptions, CaptureOutcome, Capturer } from './contract.ts';
import type { AllowedNetwork } from './egress-guard/allowed-network.ts';
import type { Resolver } from './egress-guard/name-resolver.ts';
import { createFetchMissing } from './fetch-missing.ts';
import { capturedPage } from './page/captured-page.ts';
import { before, deadlineIn } from './page/deadline.ts';
import type { CaptureState } from './stages/capture-run.ts';
import { createTurnstile } from './turnstile.ts';

export type CapturerOptions = {
  readonly allowNetwork?: readonly AllowedNetwork[];
  readonly chromiumPath?: string;
  /** Where browsers keep their profiles while they run. */
  readonly workDir?: string;
  /** Captures at the same time; the others wait in the order they came. */
  readonly concurrency?: number;
  readonly log?: (line: string) => void;
  /** For every job that does not say itself. */
  readonly consent?: CaptureJob['consent'];
  /** For tests: answers names in place of the machine's resolver. */
  readonly resolver?: Resolver;
};

/** Captures at once when nobody says: a page uses about one core. */
const CONCURRENCY_DEFAULT = 2;

/** Gets a Chromium ready and returns the capture backend. Throws, with what to do, when no Chromium can be started. */
export async function createCapturer(options: CapturerOptions = {}): Promise<Capturer> {
  const log = options.log ?? (() => {});
  const workFolder = options.workDir ?? defaultWorkFolder();
  const guard = {
    allowNetwork: options.allowNetwork ?? [],
    ...(options.resolver ? { resolver: options.resolver } : {}),
  };
  const [chromium] = await Promise.all([findChromium(options.chromiumPath), wipeLeftovers(workFolder)]);
  const closing = new AbortController();
  // Runs while the caller goes on; the first capture waits for it.
  const proven = proveBrowser(chromium, workFolder, log, closing.signal);
  const isProven = proven.then(
    () => true,
    () => false,
  );
  proven.catch((error: Error) => {
    if (!closing.signal.aborted) log(`No page will be captured: ${error.message}`);
  });
  const pool = new BrowserPool(proven.then(({ sandbox }) => ({ chromium, workFolder, sandbox, guard })));
  const turnstile = createTurnstile(options.concurrency ?? CONCURRENCY_DEFAULT);

  const capture = async (job: CaptureJob, captureOptions: CaptureOptions): Promise<CaptureOutcome> => {
    // Only the navigation itself could open these, so this check is the one that counts.
    if (!/^https?:$/.test(URL.parse(job.url)?.protocol ?? ''))
      return outcomeOf(
        { timings: {}, omissions: [], stored: new Set(), error: failure('invalid-url') },
        chromium.version,
      );
    const caller = AbortSignal.any([
      closing.signal,
      ...(captureOptions.signal ? [captureOptions.signal] : []),
    ]);
    captureOptions.onProgress?.({ stage: 'waiting', step: 1, of: 7 });
    const waitedFrom = performance.now();
    const leave = await turnstile.enter(caller);
    const state: CaptureState = {
      timings: { waiting: Math.round(performance.now() - waitedFrom) },
      omissions: [],
      stored: new Set(),
    };
    const onProgress: CaptureOptions['onProgress'] = (progress) => {
      // The page is done with the network: the next browser starts while this one is read, pictured and ended.
      if (progress.stage === 'freezing' && turnstile.waiting() > 0) pool.prepare();
      captureOptions.onProgress?.(progress);
    };
    try {
      const asked = options.consent && !job.consent ? { ...job, consent: options.consent } : job;
      await runOne(asked, { ...captureOptions, onProgress, signal: caller }, state);
    } finally {
      if (turnstile.waiting() > 0) pool.prepare();
      leave();
    }
    return outcomeOf(state, chromium.version);
  };

  const runOne = async (
    job: CaptureJob,
    captureOptions: CaptureOptions,
    state: CaptureState,
  ): Promise<void> => {
    const caller = captureOptions.signal as AbortSignal;
    const startedAt = performance.now();
    captureOptions.onProgress?.({ stage: 'launching', step: 2, of: 7 });
    let launched: LaunchedBrowser;
    // Loaded while the browser starts, at the first capture: a server that only shows is 25 MB smaller without it.
    const loading = import('./capture-page.ts');
    loading.catch(() => undefined);
    try {
      launched = await pool.take(caller);
    } catch (error) {
      caller.throwIfAborted();
      const { message } = error as Error;
      log(`Chromium did not start: ${message}`);
      state.error = failure(
        (await isProven) ? 'browser-crashed' : 'internal',
        `Chromium cannot be used: ${message.split('\n')[0]}`,
      );
      return;
    }
    state.timings.launching = Math.round(performance.now() - startedAt);
    // From here to the listeners below nothing waits: a signal that has aborted by now would tell them nothing.
    if (caller.aborted) {
      await launched.end();
      throw caller.reason;
    }

    const budget = captureBudget(job.timeoutMs);
    const ending = new AbortController();
    const whole = deadlineIn(budget.wholeMs, AbortSignal.any([caller, ending.signal]));
    let crash: 'crashed' | 'memory' | undefined;
    const onTooMuch = () => {
      crash = 'memory';
      ending.abort();
    };
    const memory = watchMemory(launched.group, onTooMuch);
    const stopDisk = watchDisk(launched.folder, onTooMuch);
    // The clock that does not depend on the browser answering: at its end the process group is killed.
    const kill = () => void launched.end();
    whole.signal.addEventListener('abort', kill, { once: true });
    void launched.gone.then(() => {
      if (state.isBrowserFree) return;
      crash ??= whole.signal.aborted ? undefined : 'crashed';
      ending.abort();
    });
    try {
      const { capturePage } = await loading;
      // Beside the capture's own preparations; a browser that has gone by then has nothing to count.
      void followPage(launched, job.url, state, log).catch(() => {});
      const onCrash = () => {
        if (state.isBrowserFree) return;
        crash ??= 'crashed';
        ending.abort();
      };
      const work = capturePage({
        launched,
        chromium,
        job,
        options: captureOptions,
        budget,
        whole,
        state,
        onCrash,
        log,
      });
      await before(whole, work);
      if (whole.signal.aborted) {
        caller.throwIfAborted();
        state.error ??= endedEarly(crash, memory.wasTight, budget.wholeMs);
      }
    } catch (error) {
      caller.throwIfAborted();
      if (state.isBrowserFree || !isBrowserGone(error, launched)) throw error;
      state.error ??= endedEarly(crash ?? 'crashed', memory.wasTight, budget.wholeMs);
    } finally {
      memory.stop();
      stopDisk();
      whole.signal.removeEventListener('abort', kill);
      ending.abort();
      await launched.end();
      state.timings.whole = Math.round(performance.now() - startedAt);
    }
  };

  return {
    chromiumVersion: chromium.version,
    fetchMissing: () => createFetchMissing(guard.allowNetwork, options.resolver),
    capture,
    async close() {
      closing.abort(new Error('The capturer is closed.'));
      await Promise.all([pool.close(), proven.catch(() => {})]);
      await turnstile.empty();
    },
  };
}

/** A page that passes a limit loses the network too; what it is by then is kept. */
async function followPage(
  { browser, guard }: LaunchedBrowser,
  url: string,
  { omissions }: CaptureState,
  log: (line: string) => void,
): Promise<void> {
  await followLimits(await capturedPage(browser), (limit) => {
    guard.close();
    omissions.push({ what: url.slice(0, 2048), kind: 'content', reason: 'budget' });
    log(`${url} asked for more ${limit} than a page may.`);
  });
}

function endedEarly(crash: 'crashed' | 'memory' | undefined, tight: boolean, wholeMs: number): Failure {
  if (crash === 'memory' || (crash === 'crashed' && tight)) return failure('out-of-memory');
  if (crash === 'crashed') return failure('browser-crashed');
  return failure('navigation-timeout', `The page was not ready in ${Math.round(wholeMs / 1000)} s.`);
}

/** Protocol calls reject when their target or browser has gone; anything else is a fault of ours or of the sink. */
function isBrowserGone(error: unknown, launched: LaunchedBrowser): boolean {
  const text = error instanceof Error ? `${error.name} ${error.message}` : '';
  return (
    !launched.browser.connected ||
    /TargetCloseError|Protocol error|Target closed|Session closed|ProtocolError/.test(text)
  );
}

/** A capture that has its still is a success, complete or with what is missing; without one it failed. */
function outcomeOf(state: CaptureState, chromiumVersion: string): CaptureOutcome {
  const { page, wall, omissions, timings, error, stored } = state;
  // A thumbnail by itself is nothing to go back to.
  const kept = stored.size > (error && stored.has('thumbnail') ? 1 : 0);
  const status = kept ? (error || omissions.length > 0 ? 'partial' : 'done') : 'failed';
  return {
    status,
    ...(error ? { error } : status === 'failed' ? { error: failure('internal') } : {}),
    ...(page ? { page } : {}),
    omissions,
    ...(wall ? { wall } : {}),
    timings,
    versions: { stillpage: STILLPAGE_VERSION, chromium: chromiumVersion },
  };
}
