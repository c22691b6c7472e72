/** Calls of the API that read their query string; each checks it by a closed schema. */
const ASKING: readonly (readonly [method: string, path: RegExp])[] = [
  ['GET', /^\/(links|changes|export)$/],
  ['GET', /^\/snapshots\/[^/]+$/],
  ['POST', /^\/import$/],
];

/**
 * The name of a parameter that a call of the API would pass over; undefined when there is none. Whoever asks to empty
 * the trash `?before=` a day must not have all of it emptied.
 */
export function strayParameter(method: string, url: URL): string | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  if (ASKING.some(([verb, path]) => verb === asked && path.test(url.pathname))) return undefined;
  return [...url.searchParams.keys()][0];
}

/** A query string as an object: repeated `tag` as a list, everything else once; whatever the names, they are its own. */
export function queryObject(url: URL): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => {
      const values = url.searchParams.getAll(key);
      return [key, key === 'tag' || values.length > 1 ? values : values[0]];
    }),
  );
}
