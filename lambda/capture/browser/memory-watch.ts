import { totalmem } from 'node:os';
import { watchGroup } from './process-memory.ts';

/** Most memory of one capture's browser, in bytes: heavy real pages stay under 1 GB. */
export const BROWSER_MEMORY_MAX_BYTES = 1_500_000_000;
/** A crash above this share of the limit was for want of memory: V8 gives up before we see the limit passed. */
const CRASH_SHARE = 0.5;
/** Most processes of one browser: each site in a frame may have its own, and share them when there are many. */
export const BROWSER_PROCESSES_MAX = 100;
/** How often the group is measured, in milliseconds: a script fills about 1 GB in a second. */
const MEASURE_INTERVAL_MS = 250;

/** Watches what a browser holds and tells once when it is too much. */
export type MemoryWatch = {
  /** Highest measured, in bytes. */
  readonly peak: number;
  /** True when the limit was passed, or nearly so before a crash. */
  readonly wasTight: boolean;
  stop(): void;
};

export function watchMemory(
  group: number,
  onTooMuch: () => void,
  processesMax = BROWSER_PROCESSES_MAX,
): MemoryWatch {
  const limit = Math.min(BROWSER_MEMORY_MAX_BYTES, Math.floor(availableMemory() * 0.7));
  let peak = 0;
  let stopped = false;
  let told = false;
  const watched = watchGroup(group);
  const measure = async () => {
    if (stopped) return;
    const { bytes, processes } = await watched.measure();
    peak = Math.max(peak, bytes);
    if (stopped) return;
    if ((peak > limit || processes > processesMax) && !told) {
      told = true;
      onTooMuch();
    }
    timer = setTimeout(measure, MEASURE_INTERVAL_MS);
    timer.unref();
  };
  let timer = setTimeout(measure, MEASURE_INTERVAL_MS);
  timer.unref();
  return {
    get peak() {
      return peak;
    },
    get wasTight() {
      return told || peak > limit * CRASH_SHARE;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The container's limit where there is one, else the machine's memory. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
