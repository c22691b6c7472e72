import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { CapturedArtifact, CaptureOutcome, Capturer } from '@stillpage/lambda/capture/contract.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import { type ViewInput, viewSchema } from '@stillpage/shared/schemas/view.ts';

export type Captured = CaptureOutcome & {
  readonly files: ReadonlyMap<ArtifactName, CapturedArtifact>;
  readonly still: string;
  readonly text: string;
  readonly milliseconds: number;
};

export type CaptureChoices = {
  readonly view?: ViewInput;
  readonly wanted?: readonly ArtifactName[];
  readonly timeoutMs?: number;
  readonly consent?: 'dismiss';
};

/** Captures one address with all its usual artifacts. */
export async function captureOnce(
  capturer: Capturer,
  url: string,
  {
    view = {},
    wanted = ['still', 'screenshot', 'thumbnail', 'text'],
    timeoutMs = 30_000,
    consent,
  }: CaptureChoices = {},
): Promise<Captured> {
  const files = new Map<ArtifactName, CapturedArtifact>();
  const startedAt = performance.now();
  const outcome = await capturer.capture(
    {
      snapshotId: 'a'.repeat(26),
      url,
      view: viewSchema.parse(view),
      wanted,
      timeoutMs,
      ...(consent ? { consent } : {}),
    },
    { put: async (artifact) => void files.set(artifact.name, artifact) },
  );
  const textOf = (name: ArtifactName) => Buffer.from(files.get(name)?.bytes ?? []).toString('utf8');
  return {
    ...outcome,
    files,
    still: textOf('still'),
    text: textOf('text'),
    milliseconds: Math.round(performance.now() - startedAt),
  };
}

/** Command lines of processes that were started for a folder or work in it, gone or not; Linux only, elsewhere none. */
export function processesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const place = readlinkSync(`/proc/${pid}/cwd`);
        return line.includes(folder) || place.includes(folder) ? [`${pid} ${line.slice(0, 80)}`] : [];
      } catch {
        return [];
      }
    });
}
