import { afterAll, beforeAll, expect } from 'vitest';
import { type FreshServer, startFreshServer } from './fresh-server.ts';
import { createSmallCapturer } from './small-capturer.ts';

/** An answer of the API; `json` is whatever it says. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test looks at other parts of it
  readonly json: any;
};

/**
 * A server over an empty folder for the tests of one file, with a capturer that needs no browser: of every page but
 * those of `nowhere` it makes a small still. When the tests are done nothing unexpected may have been logged.
 */
export function useApi() {
  let running: FreshServer | undefined;
  const log: string[] = [];

  beforeAll(async () => {
    const capturer = createSmallCapturer((url) =>
      url.includes('nowhere')
        ? undefined
        : { title: `Title of ${new URL(url).pathname}`, text: `人工智能 and quiet rivers at ${url}` },
    );
    running = await startFreshServer({ capturer, log: (line) => log.push(line) });
  });
  afterAll(async () => {
    await running?.close();
    expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  const server = () => running as FreshServer;
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(server().url + path, {
      method,
      headers: { authorization: `Bearer ${server().token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  return {
    server,
    log,
    call,
    /** Saves a page of example.org; the record of its capture when that is done. */
    saved: async (path: string, more: object = {}): Promise<Answer['json']> => {
      const { json } = await call('POST', '/snapshots', { url: `https://example.org/${path}`, ...more });
      return (await call('GET', `/snapshots/${json.id}?wait=10`)).json;
    },
  };
}
