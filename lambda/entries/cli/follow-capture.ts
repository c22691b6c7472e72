import { setTimeout } from 'node:timers/promises';
import type { Client } from '@stillpage/shared/client.ts';
import type { Result } from '@stillpage/shared/errors.ts';
import type { Progress, SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';

/** How often a running capture is asked after, in milliseconds: a person sees each stage. */
const POLL_MS = 200;

/** Waits until a capture has ended, telling its progress. */
export async function followCapture(
  client: Client,
  id: string,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Result<SnapshotAnswer>> {
  for (;;) {
    const answer = await client.snapshot(id);
    if (!answer.ok || /^(done|partial|failed)$/.test(answer.value.status)) return answer;
    if (answer.value.progress) onProgress(answer.value.progress);
    await setTimeout(POLL_MS, undefined, { signal });
  }
}
