/** Work that is done by one at a time: a call while it runs makes it go round once more. */
export type RoundAgain = {
  /** Resolves when a round that began after the call has ended. */
  run(): Promise<void>;
  /** Tells a running round to end early. */
  interrupt(): void;
};

export function roundAgain(once: (interrupted: AbortSignal) => Promise<void>): RoundAgain {
  let running: Promise<void> | undefined;
  let asked = false;
  let current: AbortController | undefined;
  return {
    run() {
      asked = true;
      running ??= (async () => {
        try {
          while (asked) {
            asked = false;
            current = new AbortController();
            await once(current.signal);
          }
        } finally {
          running = undefined;
        }
      })();
      return running;
    },
    interrupt: () => current?.abort(),
  };
}
