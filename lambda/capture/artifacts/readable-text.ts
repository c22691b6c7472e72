import { Worker } from 'node:worker_threads';
import type { ReadableText, TextRequest } from './readable-text-worker.ts';

/** Longest the reader may think about one page, in milliseconds; the page's plain text stands in after that. */
const READER_TIMEOUT_MS = 8000;
/** Memory of the reader's thread, in megabytes: a page of 20,000 nodes takes about 150. */
const READER_MEMORY_MB = 512;

/**
 * The page's article as Markdown with what it says of itself. It runs in a thread of its own, because a large page
 * would hold up every other capture for seconds. Never rejects: without an article it gives the plain text.
 */
export async function readText(request: TextRequest, signal: AbortSignal): Promise<ReadableText> {
  const fallback: ReadableText = { markdown: plainMarkdown(request), facts: {} };
  if (signal.aborted) return fallback;
  const worker = new Worker(new URL('./readable-text-worker.ts', import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: READER_MEMORY_MB },
    stdout: true,
    stderr: true,
    env: {},
  });
  try {
    const read = await new Promise<ReadableText | undefined>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', () => resolve(undefined));
      worker.once('exit', () => resolve(undefined));
      const timer = setTimeout(() => resolve(undefined), READER_TIMEOUT_MS);
      timer.unref();
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    return read ?? fallback;
  } finally {
    void worker.terminate();
  }
}

function plainMarkdown({ title, plainText }: TextRequest): string {
  return `${title ? `# ${title}\n\n` : ''}${plainText.trim()}\n`;
}
