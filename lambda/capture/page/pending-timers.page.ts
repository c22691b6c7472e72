/**
 * Runs in the page's own world before any of its script: counts the timeouts that the page set, and those that they
 * set in turn, but not the endless rest of such a chain, nor what is set again each time it has run. It answers under
 * `key` how many milliseconds the last of them has to go, of those that are due `within` a given time when one is given;
 * a quick interval then counts as due after one round. Content that a page fills in "after a moment" has no request to
 * wait for. Self-contained; proxies, so that the functions still look native.
 */
export function countTimers(key: string): void {
  const longest = 3500;
  const longestChain = 4;
  const quickest = 100;
  const due = new Map<number, number>();
  const rounds = new Map<number, number>();
  /** How often what stands in this text has run after so many milliseconds: some pages look after something for ever. */
  const ran = new Map<string, number>();
  const mostTexts = 200;
  const now = performance.now.bind(performance);
  const textOf = Function.prototype.toString;
  let chain = 0;
  const clearing = {
    apply(target: typeof window.clearTimeout, self: unknown, args: [number?]) {
      due.delete(Number(args[0]));
      rounds.delete(Number(args[0]));
      return Reflect.apply(target, self, args);
    },
  };
  window.setTimeout = new Proxy(window.setTimeout, {
    apply(target, self, args: [unknown, unknown?, ...unknown[]]) {
      const [body, delay] = args;
      const milliseconds = Number(delay) || 0;
      if (typeof body !== 'function' || milliseconds > longest) return Reflect.apply(target, self, args);
      const text = `${milliseconds} ${Reflect.apply(textOf, body, [])}`;
      const link = Math.max(chain, ran.get(text) ?? 0) + 1;
      const run = function (this: unknown, ...rest: unknown[]) {
        due.delete(id);
        if (ran.size < mostTexts || ran.has(text)) ran.set(text, (ran.get(text) ?? 0) + 1);
        chain = link;
        try {
          return Reflect.apply(body, this, rest);
        } finally {
          chain = 0;
        }
      };
      const id: number = Reflect.apply(target, self, [run, ...args.slice(1)]);
      if (link <= longestChain) due.set(id, now() + milliseconds);
      return id;
    },
  });
  window.setInterval = new Proxy(window.setInterval, {
    apply(target, self, args: [unknown, number?]) {
      const id: number = Reflect.apply(target, self, args);
      const milliseconds = Number(args[1]) || 0;
      if (milliseconds <= quickest) rounds.set(id, milliseconds);
      return id;
    },
  });
  window.clearTimeout = new Proxy(window.clearTimeout, clearing);
  window.clearInterval = new Proxy(window.clearInterval, clearing);
  Object.defineProperty(window, key, {
    value: (within?: number) => {
      // One that is overdue is still to come.
      const left = [...due.values()].map((at) => Math.max(1, at - now()));
      if (within === undefined) return Math.max(0, ...left);
      return Math.max(0, ...rounds.values(), ...left.filter((each) => each <= within));
    },
  });
}
