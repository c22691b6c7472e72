import { Worker } from 'node:worker_threads';
import type { ReadableText, TextRequest } from './readable-text-worker.ts';

/** Longest the reader may think about one page, in milliseconds; the page's plain text stands in after that. */
const READER_TIMEOUT_MS = 8000;
/** Memory of the reader's thread, in megabytes: a page of 20,000 nodes takes about 150. */
const READER_MEMORY_MB = 512;

/** A reader that has begun to load; each reads one page, in a thread of its own. */
export type Reader = {
  /** Never rejects: without an article it gives the plain text. */
  read(request: TextRequest, signal: AbortSignal): Promise<ReadableText>;
  close(): void;
};

/**
 * Starts a reader before there is anything to read: its libraries take a quarter of a second to load, which a page
 * spends waiting for its network. It has a thread of its own, because a large page would hold up every other
 * capture for seconds.
 */
export function startReader(): Reader {
  const worker = new Worker(new URL('./readable-text-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: READER_MEMORY_MB },
    stdout: true,
    stderr: true,
    env: {},
  });
  worker.unref();
  const ended = new Promise<undefined>((resolve) => {
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
  const close = () => void worker.terminate();
  return {
    close,
    async read(request, signal) {
      const fallback: ReadableText = { markdown: plainMarkdown(request), facts: {} };
      if (signal.aborted) {
        close();
        return fallback;
      }
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), READER_TIMEOUT_MS);
        timer.unref();
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      const answer = new Promise<ReadableText>((resolve) => worker.once('message', resolve));
      worker.ref();
      worker.postMessage(request);
      try {
        return (await Promise.race([answer, ended, late])) ?? fallback;
      } finally {
        clearTimeout(timer);
        close();
      }
    },
  };
}

/** The page's article as Markdown with what it says of itself, by a reader started now. Never rejects. */
export async function readText(request: TextRequest, signal: AbortSignal): Promise<ReadableText> {
  return await startReader().read(request, signal);
}

function plainMarkdown({ title, plainText }: TextRequest): string {
  return `${title ? `# ${title}\n\n` : ''}${plainText.trim()}\n`;
}
