/** What the browser of a unit test stores. */
export const stored = new Map<string, unknown>();

/** For unit tests, in place of `browser.ts`: the browser's own storage cannot run there, so a map keeps the same promises. */
export default {
  storage: {
    local: {
      get: async (key: string | null) =>
        structuredClone(Object.fromEntries([...stored].filter(([name]) => key === null || name === key))),
      set: async (items: Record<string, unknown>) => {
        for (const [key, value] of Object.entries(items)) stored.set(key, structuredClone(value));
      },
      remove: async (keys: string | string[]) => {
        for (const key of [keys].flat()) stored.delete(key);
      },
    },
  },
};
