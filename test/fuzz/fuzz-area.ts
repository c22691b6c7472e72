import fc from 'fast-check';

/** One part of the program under random input. */
export type FuzzArea = {
  readonly name: string;
  /** Runs of `npm test`; few enough for some seconds. */
  readonly shortRuns: number;
  /** Starts what the area needs. */
  open(): Promise<OpenArea>;
};

/** What must hold for every input, and the end of what was started. */
export type OpenArea = {
  readonly properties: Readonly<Record<string, fc.IAsyncPropertyWithHooks<unknown>>>;
  close(): Promise<void>;
};

/** What one run of a property found; `counterexample` when it does not hold. */
export type FuzzRun = { readonly runs: number; readonly failure?: string };

/** Tries a property with `runs` inputs of this seed; a failure is told with the seed, the path and the smallest input. */
export async function tryProperty(
  property: fc.IAsyncPropertyWithHooks<unknown>,
  seed: number,
  runs: number,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<FuzzRun> {
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(Number.isFinite(untilMs)
      ? { interruptAfterTimeLimit: Math.max(1, untilMs - Date.now()), markInterruptAsFailure: false }
      : {}),
  });
  if (!details.failed) return { runs: details.numRuns };
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  return { runs: details.numRuns, failure: `${fc.defaultReportMessage(details) ?? 'failed'}\n${why}` };
}
