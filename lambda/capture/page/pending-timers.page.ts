/**
 * Runs in the page's own world before any of its script: counts the timeouts that the page itself set while
 * loading, not those that its timers set, and answers under `key` how long the last of them still has to go.
 * Content that a page fills in "after a moment" has no request to wait for. Self-contained; a Proxy, so that the
 * function still looks native.
 */
export function countTimers(key: string): void {
  const longest = 3500;
  const due = new Map<number, number>();
  const now = performance.now.bind(performance);
  let depth = 0;
  window.setTimeout = new Proxy(window.setTimeout, {
    apply(target, self, args: [unknown, unknown?, ...unknown[]]) {
      const [body, delay] = args;
      const milliseconds = Number(delay) || 0;
      if (depth > 0 || typeof body !== 'function' || milliseconds > longest)
        return Reflect.apply(target, self, args);
      const run = function (this: unknown, ...rest: unknown[]) {
        due.delete(id);
        depth += 1;
        try {
          return Reflect.apply(body, this, rest);
        } finally {
          depth -= 1;
        }
      };
      const id: number = Reflect.apply(target, self, [run, ...args.slice(1)]);
      due.set(id, now() + milliseconds);
      return id;
    },
  });
  window.clearTimeout = new Proxy(window.clearTimeout, {
    apply(target, self, args: [number?]) {
      due.delete(Number(args[0]));
      return Reflect.apply(target, self, args);
    },
  });
  Object.defineProperty(window, key, {
    value: () => Math.max(0, ...[...due.values()].map((at) => at - now())),
  });
}
