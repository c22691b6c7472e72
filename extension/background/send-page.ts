import type { Client } from '@stillpage/shared/client.ts';
import type { Connection } from '@stillpage/shared/connect-string.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { keptPage } from '../seen/kept-pages.ts';
import { clearProgress, writeProgress } from '../seen/write-progress.ts';
import { keptAwake } from './keep-awake.ts';

/** Longest upload, in milliseconds: 100 MB on a line of 3 Mbit/s. */
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

/** Makes what sends a kept page to a backend, streamed from disk, and has it cleaned there. */
export function sendPageTo({ token }: Connection) {
  return async (client: Client, id: string): Promise<Result<SnapshotAnswer>> => {
    const sent = await keptAwake(() => send(client, token, id));
    await clearProgress(id);
    return sent;
  };
}

async function send(client: Client, token: string, id: string): Promise<Result<SnapshotAnswer>> {
  const page = await keptPage(id);
  if (!page) return fail('invalid-request', 'The page read from the tab is gone.');
  const target = await client.uploadTarget(id);
  // `conflict`: it was taken in before, and the answer was lost.
  if (!target.ok && target.error.code !== 'conflict') return target;
  if (target.ok) {
    if (page.size > target.value.maxBytes) return fail('too-large');
    await writeProgress(id, { stage: 'sending', bytes: page.size });
    const sent = await put(page, target.value.url, target.value.token ? token : undefined);
    if (!sent.ok) return sent;
  }
  await writeProgress(id, { stage: 'cleaning' });
  return await client.takeUpload(id);
}

async function put(page: Blob, url: string, token: string | undefined): Promise<Result<void>> {
  try {
    const answer = await fetch(url, {
      method: 'PUT',
      // A blob's body is streamed from where the browser keeps it.
      body: page,
      headers: token ? { authorization: `Bearer ${token}` } : {},
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
    if (answer.ok) return ok(undefined);
    if (answer.status === 413) return fail('too-large');
    return fail(
      answer.status === 401 && token ? 'unauthorized' : 'internal',
      `The upload was answered ${answer.status}.`,
    );
  } catch {
    return fail('connection-failed', 'The upload broke off.');
  }
}
