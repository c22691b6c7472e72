/** Lets a number of captures in at once, the others in the order they came. */
export type Turnstile = {
  /** Resolves with the function to call on leaving; rejects with the signal's reason when it aborts first. */
  enter(signal: AbortSignal): Promise<() => void>;
  /** How many wait outside. */
  waiting(): number;
  /** Resolves when nobody is inside. */
  empty(): Promise<void>;
};

export function createTurnstile(places: number): Turnstile {
  const queue: (() => void)[] = [];
  const whenEmpty: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    inside -= 1;
    queue.shift()?.();
    if (inside === 0) for (const tell of whenEmpty.splice(0)) tell();
  };
  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (inside >= places)
        await new Promise<void>((resolve, reject) => {
          const go = () => {
            signal.removeEventListener('abort', stop);
            inside += 1;
            resolve();
          };
          const stop = () => {
            queue.splice(queue.indexOf(go), 1);
            reject(signal.reason);
          };
          queue.push(go);
          signal.addEventListener('abort', stop, { once: true });
        });
      else inside += 1;
      let left = false;
      return () => {
        if (!left) leave();
        left = true;
      };
    },
    waiting: () => queue.length,
    empty: () => (inside === 0 ? Promise.resolve() : new Promise((resolve) => whenEmpty.push(resolve))),
  };
}
