import type { Failure } from '@stillpage/shared/errors.ts';
import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import { CAPTURE_STAGES, type PageFacts, type Wall } from '@stillpage/shared/schemas/snapshot.ts';
import type { FoundChromium } from '../browser/find-chromium.ts';
import type { LaunchedBrowser } from '../browser/launch.ts';
import type { CaptureBudget } from '../capture-budget.ts';
import type { CaptureJob, CaptureOptions } from '../contract.ts';
import { type Deadline, within } from '../page/deadline.ts';

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

/** What a capture is started with. */
export type CaptureRequest = {
  /** A fresh browser, for this capture only. */
  readonly launched: LaunchedBrowser;
  readonly chromium: FoundChromium;
  readonly job: CaptureJob;
  readonly options: CaptureOptions;
  readonly budget: CaptureBudget;
  /** When it aborts, whoever aborted it knows why: no stage names an error then. */
  readonly whole: Deadline;
  readonly state: CaptureState;
  readonly onCrash: () => void;
  readonly log: (line: string) => void;
};

/** One capture under way, as it is handed from stage to stage. */
export type CaptureRun = CaptureRequest & {
  report(stage: (typeof CAPTURE_STAGES)[number]): void;
  /** Writes how long the work took, in milliseconds, under this name. */
  timed<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** So many milliseconds from the start of the capture, within the whole. */
  until(milliseconds: number): Deadline;
};

/** Starts a capture's clock. */
export function startRun(request: CaptureRequest): CaptureRun {
  const startedAt = performance.now();
  const { options, state, whole } = request;
  return {
    ...request,
    report: (stage) =>
      options.onProgress?.({ stage, step: CAPTURE_STAGES.indexOf(stage) + 1, of: CAPTURE_STAGES.length }),
    async timed(name, work) {
      const from = performance.now();
      try {
        return await work();
      } finally {
        state.timings[name] = Math.round(performance.now() - from);
      }
    },
    until: (milliseconds) => within(whole, milliseconds - (performance.now() - startedAt)),
  };
}
