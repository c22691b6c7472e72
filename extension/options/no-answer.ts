import { createClient } from '@stillpage/shared/client.ts';
import type { MessageName } from '../messages.ts';

/** Longest wait for the second look, in milliseconds: a person is waiting for the word. */
const LOOK_TIMEOUT_MS = 8_000;

/**
 * Why no readable answer came from a backend, as far as a browser tells: the network is off, the address leads on to
 * another, something that is no Stillpage listens there, it is too slow, or nothing listens at all.
 */
export async function whyNoAnswer(base: string): Promise<MessageName> {
  if (!navigator.onLine && !isThisMachine(base)) return 'problemOffline';
  try {
    await fetch(`${base}/health`, {
      // Whoever answers need not have allowed our reading: that somebody does is all that is asked.
      mode: 'no-cors',
      redirect: 'follow',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(LOOK_TIMEOUT_MS),
    });
    return (await leadsOn(base)) ? 'problemRedirect' : 'problemNotStillpage';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return 'problemSlow';
    if (await leadsOn(base)) return 'problemRedirect';
    // What is wrong with a certificate no page is told; a tab says it.
    return isThisMachine(base) && base.startsWith('http:') ? 'problemUnreachable' : 'problemUnreachableFar';
  }
}

/** True where the answer is to ask elsewhere, or where a Stillpage answers by https: a redirect without leave to read it is told to nobody. */
async function leadsOn(base: string): Promise<boolean> {
  if (base.startsWith('http:') && !isThisMachine(base)) {
    const secure = { base: base.replace('http:', 'https:'), token: '' };
    const { ok } = await createClient(secure, AbortSignal.timeout(LOOK_TIMEOUT_MS)).health();
    if (ok) return true;
  }
  try {
    const answer = await fetch(`${base}/health`, {
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(LOOK_TIMEOUT_MS),
    });
    return answer.type === 'opaqueredirect';
  } catch {
    return false;
  }
}

function isThisMachine(base: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\]|.+\.localhost)$/.test(new URL(base).hostname);
}
