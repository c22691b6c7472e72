/** Longest a whole capture takes when the job does not say, in milliseconds. */
export const CAPTURE_TIMEOUT_MS = 60_000;
/** Shares of the whole: what loading and settling may use up before freezing must begin. */
const LOAD_SHARE = 0.5;
const SETTLE_SHARE = 0.65;
const FREEZE_SHARE = 0.85;
/** Longest to wait for the head of an answer, in milliseconds: what browsers' own users wait. */
const ANSWER_MAX_MS = 30_000;
/** Longest to settle after that, in milliseconds: with more a page is not slow but endless. */
const SETTLE_MAX_MS = 20_000;

/** The parts of a capture's time, in milliseconds; each is also bounded by the whole. */
export type CaptureBudget = {
  readonly wholeMs: number;
  readonly answerMs: number;
  readonly settleMs: number;
  /** From the start of the capture: settling ends here at the latest. */
  readonly settledByMs: number;
  /** From the start of the capture: freezing ends here at the latest. */
  readonly frozenByMs: number;
};

export function captureBudget(timeoutMs = CAPTURE_TIMEOUT_MS): CaptureBudget {
  return {
    wholeMs: timeoutMs,
    answerMs: Math.min(ANSWER_MAX_MS, timeoutMs * LOAD_SHARE),
    settleMs: SETTLE_MAX_MS,
    settledByMs: timeoutMs * SETTLE_SHARE,
    frozenByMs: timeoutMs * FREEZE_SHARE,
  };
}
