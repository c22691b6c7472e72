import { Worker } from 'node:worker_threads';
import type { BatchOutcome, BatchTask } from './folder-batch-thread.ts';

/** Threads that make files at once: a disk takes what several have to make durable for the price of one. */
const THREADS_MAX = 4;
/** A thread ends after this long without work, in ms: it holds some megabytes. */
const IDLE_MS = 5_000;
/** Memory of one thread, in megabytes: it holds one batch of small files and its own few lines. */
const LIMITS = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/** Makes files in a thread of its own; see `makeFiles` there. Throws when the thread has ended, which is a bug. */
export type BatchWriter = (task: BatchTask) => Promise<readonly BatchOutcome[]>;

type Thread = {
  readonly worker: Worker;
  /** Answered in the order of asking. */
  readonly waiting: PromiseWithResolvers<readonly BatchOutcome[]>[];
  idle?: NodeJS.Timeout;
};

/**
 * Threads that make many small files at a time, started at their first use. A file made from the server's own thread
 * costs that one six waits for the system, which is more than half of what a large import takes of it.
 */
export function createBatchWriter(): BatchWriter {
  const threads = new Set<Thread>();

  function start(): Thread {
    const worker = new Worker(new URL('folder-batch-thread.ts', import.meta.url), {
      env: {},
      resourceLimits: LIMITS,
    });
    const thread: Thread = { worker, waiting: [] };
    const end = (why: unknown) => {
      threads.delete(thread);
      for (const each of thread.waiting.splice(0)) each.reject(why);
    };
    worker.on('message', (outcomes: readonly BatchOutcome[]) => {
      thread.waiting.shift()?.resolve(outcomes);
      if (thread.waiting.length === 0) rest(thread);
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread that makes files has ended')));
    threads.add(thread);
    return thread;
  }

  /** A thread that has nothing to do keeps no process alive. */
  function rest(thread: Thread): void {
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      threads.delete(thread);
      void thread.worker.terminate();
    }, IDLE_MS).unref();
  }

  /** The one with least to do, or a new one when all have something. */
  function take(): Thread {
    const [least] = [...threads].sort((a, b) => a.waiting.length - b.waiting.length);
    return least && (least.waiting.length === 0 || threads.size === THREADS_MAX) ? least : start();
  }

  return (task) => {
    const thread = take();
    clearTimeout(thread.idle);
    thread.worker.ref();
    const answer = Promise.withResolvers<readonly BatchOutcome[]>();
    thread.waiting.push(answer);
    thread.worker.postMessage(task);
    return answer.promise;
  };
}
