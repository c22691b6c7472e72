/** A moment that work must not pass, on the `performance.now()` clock; its signal aborts then or when the parent does. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Milliseconds left, never below 0. */
  left(): number;
  /** True once it has passed. */
  readonly passed: boolean;
};

export function deadlineIn(milliseconds: number, parent: AbortSignal): Deadline {
  const at = performance.now() + milliseconds;
  return {
    signal: AbortSignal.any([parent, AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds)))]),
    left: () => Math.max(0, at - performance.now()),
    get passed() {
      return performance.now() >= at;
    },
  };
}

/** The earlier of a fresh deadline and one that already runs. */
export function within(deadline: Deadline, milliseconds: number): Deadline {
  return deadlineIn(Math.min(deadline.left(), milliseconds), deadline.signal);
}

/** What became of work that may not wait for a page: its value, or undefined when the time was up. Rejections pass on. */
export async function before<T>(deadline: Deadline, work: Promise<T>): Promise<T | undefined> {
  work.catch(() => {});
  const { signal } = deadline;
  if (signal.aborted) return undefined;
  let stop = () => {};
  const late = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Waits, or returns early when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
