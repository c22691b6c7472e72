import { Worker } from 'node:worker_threads';
import type { BatchOutcome, BatchTask } from './folder-batch-thread.ts';

/** The thread ends after this long without work, in ms: it holds some megabytes. */
const IDLE_MS = 5_000;

/** Makes files in a thread of its own; see `makeFiles` there. Throws when the thread has ended, which is a bug. */
export type BatchWriter = (task: BatchTask) => Promise<readonly BatchOutcome[]>;

type Thread = {
  readonly worker: Worker;
  /** Answered in the order of asking. */
  readonly waiting: PromiseWithResolvers<readonly BatchOutcome[]>[];
};

/**
 * A thread that makes many small files at a time, started at its first use. A file made from the server's own thread
 * costs that one six waits for the system, which is more than half of what a large import takes of it.
 */
export function createBatchWriter(): BatchWriter {
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;

  function start(): Thread {
    const worker = new Worker(new URL('folder-batch-thread.ts', import.meta.url), { env: {} });
    const started: Thread = { worker, waiting: [] };
    const end = (why: unknown) => {
      if (thread === started) thread = undefined;
      for (const each of started.waiting.splice(0)) each.reject(why);
    };
    worker.on('message', (outcomes: readonly BatchOutcome[]) => {
      started.waiting.shift()?.resolve(outcomes);
      if (started.waiting.length === 0) rest(worker);
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread that makes files has ended')));
    return started;
  }

  /** A thread that has nothing to do keeps no process alive. */
  function rest(worker: Worker): void {
    worker.unref();
    idle = setTimeout(() => {
      thread = undefined;
      void worker.terminate();
    }, IDLE_MS).unref();
  }

  return (task) => {
    clearTimeout(idle);
    thread ??= start();
    thread.worker.ref();
    const answer = Promise.withResolvers<readonly BatchOutcome[]>();
    thread.waiting.push(answer);
    thread.worker.postMessage(task);
    return answer.promise;
  };
}
