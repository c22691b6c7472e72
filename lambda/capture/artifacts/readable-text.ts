import type { ReadableText, TextRequest } from './readable-text-worker.ts';
import { keepReaderThread, type ReaderThread, takeReaderThread } from './reader-threads.ts';

/** Longest the reader may think about one page, in milliseconds; the page's plain text stands in after that. */
const READER_TIMEOUT_MS = 8000;

/** A reader that has begun to load; each reads one page, in a thread of its own. */
export type Reader = {
  /** Never rejects: without an article it gives the plain text. */
  read(request: TextRequest, signal: AbortSignal): Promise<ReadableText>;
  /** Calls it off; what was to be read is not. May be called at any time. */
  close(): void;
};

/**
 * Starts a reader before there is anything to read: its libraries take a quarter of a second to load, which a page
 * spends waiting for its network. It has a thread of its own, because a large page would hold up every other
 * capture for seconds.
 */
export function startReader(): Reader {
  let thread: ReaderThread | undefined = takeReaderThread();
  const giveBack = (isSound: boolean) => {
    if (thread) keepReaderThread(thread, isSound);
    thread = undefined;
  };
  let isReading = false;
  return {
    close: () => giveBack(!isReading),
    async read(request, signal) {
      const fallback: ReadableText = { markdown: plainMarkdown(request), facts: {} };
      if (!thread || signal.aborted) {
        giveBack(true);
        return fallback;
      }
      isReading = true;
      let timer: NodeJS.Timeout | undefined;
      let stop = () => {};
      const late = new Promise<undefined>((resolve) => {
        stop = () => resolve(undefined);
        timer = setTimeout(stop, READER_TIMEOUT_MS);
        timer.unref();
        signal.addEventListener('abort', stop, { once: true });
      });
      try {
        const answer = await Promise.race([thread.read(request), late]);
        giveBack(answer !== undefined);
        return answer ?? fallback;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
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
