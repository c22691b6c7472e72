import { readdirSync, readFileSync } from 'node:fs';
import type { CaptureOutcome, Capturer } from '@stillpage/lambda/capture/contract.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';

export type Captured = CaptureOutcome & {
  readonly still: string;
  readonly text: string;
  readonly milliseconds: number;
};

/** Captures one address with all its usual artifacts. */
export async function captureOnce(capturer: Capturer, url: string, timeoutMs: number): Promise<Captured> {
  const files = new Map<string, Uint8Array>();
  const startedAt = performance.now();
  const outcome = await capturer.capture(
    {
      snapshotId: 'a'.repeat(26),
      url,
      view: viewSchema.parse({}),
      wanted: ['still', 'screenshot', 'thumbnail', 'text'],
      timeoutMs,
    },
    { put: async ({ name, bytes }) => void files.set(name, bytes) },
  );
  const textOf = (name: string) => Buffer.from(files.get(name) ?? []).toString('utf8');
  return {
    ...outcome,
    still: textOf('still'),
    text: textOf('text'),
    milliseconds: Math.round(performance.now() - startedAt),
  };
}

/** Command lines of processes whose arguments or environment mention a folder; Linux only, elsewhere none. */
export function processesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return line.includes(folder) || environment.includes(folder) ? [`${pid} ${line.slice(0, 80)}`] : [];
      } catch {
        return [];
      }
    });
}
