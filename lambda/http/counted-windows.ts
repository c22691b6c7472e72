/** Counts by key in windows of a fixed length that begin with a key's first event; bounded, whatever keys come. */
export type CountedWindows = {
  /** Counts one; resolves to 0, or to the seconds until the window ends when there have been too many. */
  count(key: string): number;
  /** The same without counting. */
  secondsLeft(key: string): number;
};

/** Keys remembered: one that is forgotten begins anew. */
const KEYS_MAX = 10_000;

/** At most `most` events of a key in `windowMs` milliseconds. */
export function createCountedWindows(
  most: number,
  windowMs: number,
  now = () => performance.now(),
): CountedWindows {
  const windows = new Map<string, { startedAt: number; events: number }>();
  const currentOf = (key: string) => {
    const window = windows.get(key);
    return window && now() - window.startedAt < windowMs ? window : undefined;
  };
  const left = (startedAt: number) => Math.max(1, Math.ceil((startedAt + windowMs - now()) / 1000));
  return {
    count(key) {
      let window = currentOf(key);
      if (!window) {
        window = { startedAt: now(), events: 0 };
        windows.delete(key);
        windows.set(key, window);
        // The oldest goes: a flood of addresses must not fill the memory.
        if (windows.size > KEYS_MAX) windows.delete(windows.keys().next().value as string);
      }
      if (window.events >= most) return left(window.startedAt);
      window.events += 1;
      return 0;
    },
    secondsLeft(key) {
      const window = currentOf(key);
      return window && window.events >= most ? left(window.startedAt) : 0;
    },
  };
}
