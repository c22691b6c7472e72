import { Worker } from 'node:worker_threads';
import type { ReadableText, TextRequest } from './readable-text-worker.ts';

/** Memory of one reader's thread, in megabytes: a page of 20,000 nodes takes about 150. */
const MEMORY_MB = 512;
/** How long a thread waits for its next page, in milliseconds: as long as a browser that was launched ahead. */
const IDLE_MS = 10_000;
/** Threads kept while nobody reads: as many as captures run side by side when nobody says. */
const IDLE_MAX = 2;
/** Read by one thread, in characters of HTML, some thirty pages: what they left behind in its heap goes with it. */
const CHARACTERS_MAX = 6_000_000;
/** A page longer than this is its reader's last one: it leaves more behind than is worth keeping for the next. */
const LAST_PAGE_CHARACTERS = 1_000_000;

/** A thread with the reader's libraries in it; it reads one page at a time. */
export type ReaderThread = {
  /** Undefined when the thread ended in place of answering. */
  read(request: TextRequest): Promise<ReadableText | undefined>;
  /** False when it has ended, or has read as much as one should. */
  readonly isFresh: boolean;
  end(): void;
};

type Idle = { readonly thread: ReaderThread; readonly timer: NodeJS.Timeout };
const idle: Idle[] = [];

/** A thread that has read before and so is quick, else a new one. */
export function takeReaderThread(): ReaderThread {
  for (let kept = idle.pop(); kept; kept = idle.pop()) {
    clearTimeout(kept.timer);
    if (kept.thread.isFresh) return kept.thread;
    kept.thread.end();
  }
  return startThread();
}

/** Keeps a thread for the next page for a while; one that did not answer (`isSound` false) is ended. */
export function keepReaderThread(thread: ReaderThread, isSound: boolean): void {
  if (!isSound || !thread.isFresh || idle.length >= IDLE_MAX) {
    thread.end();
    return;
  }
  const timer = setTimeout(() => {
    idle.splice(
      idle.findIndex((kept) => kept.thread === thread),
      1,
    );
    thread.end();
  }, IDLE_MS);
  timer.unref();
  idle.push({ thread, timer });
}

function startThread(): ReaderThread {
  const worker = new Worker(new URL('./readable-text-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    stdout: true,
    stderr: true,
    env: {},
  });
  // Nobody waits for a thread that does not read.
  worker.unref();
  let hasEnded = false;
  let characters = 0;
  const ended = new Promise<undefined>((resolve) => {
    const end = () => {
      hasEnded = true;
      resolve(undefined);
    };
    worker.once('error', end);
    worker.once('exit', end);
  });
  return {
    get isFresh() {
      return !hasEnded && characters < CHARACTERS_MAX;
    },
    async read(request) {
      const { length } = request.html;
      characters += length < LAST_PAGE_CHARACTERS ? length : CHARACTERS_MAX;
      const answer = new Promise<ReadableText>((resolve) => worker.once('message', resolve));
      worker.ref();
      worker.postMessage(request);
      try {
        return await Promise.race([answer, ended]);
      } finally {
        worker.unref();
      }
    },
    end: () => void worker.terminate(),
  };
}
