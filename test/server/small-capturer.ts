import type { Capturer } from '@stillpage/lambda/capture/contract.ts';

/** Title and text by address; an address that is not here fails as a name that does not resolve. */
export type SmallSite = Record<string, { title: string; text: string }>;

export type SmallCapturer = Capturer & { readonly started: string[] };

/**
 * A capture backend without a browser, for what is about records and requests alone: it makes a still and a text
 * after `delayMs`, and obeys its signal.
 */
export function createSmallCapturer(
  site: SmallSite | ((url: string) => SmallSite[string] | undefined),
  delayMs = 0,
): SmallCapturer {
  const started: string[] = [];
  return {
    chromiumVersion: 'none',
    started,
    async capture({ snapshotId, url }, { put, onProgress, signal }) {
      started.push(snapshotId);
      onProgress?.({ stage: 'loading', step: 1, of: 3 });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delayMs);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      const page = typeof site === 'function' ? site(url) : site[url];
      const facts = { timings: { loading: delayMs }, versions: { stillpage: '0' } };
      if (!page)
        return {
          status: 'failed',
          error: { code: 'dns-failure', message: `${new URL(url).host} does not resolve.`, retryable: true },
          omissions: [],
          ...facts,
        };
      const still = `<!doctype html><title>${page.title}</title><p>${page.text}</p>${'<p>more</p>'.repeat(200)}`;
      await put({ name: 'still', type: 'text/html; charset=utf-8', bytes: Buffer.from(still) });
      await put({
        name: 'text',
        type: 'text/markdown; charset=utf-8',
        bytes: Buffer.from(`# ${page.title}\n\n${page.text}\n`),
      });
      return { status: 'done', page: { finalUrl: url, title: page.title }, omissions: [], ...facts };
    },
    async close() {},
  };
}
