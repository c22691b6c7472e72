import type { OmissionReason } from '@stillpage/shared/schemas/artifact.ts';
import type { CDPSession, Protocol } from 'puppeteer-core';
import type { ReceivedBody } from './contract.ts';
import { createTurnstile } from './turnstile.ts';

/** Bodies asked for at once: enough to keep browser and pipe busy, few enough not to hold them all twice in memory. */
const AT_ONCE = 12;
/** No body arriving at all for this long, and one is given up, in milliseconds: each takes a few. */
const SILENCE_MS = 5000;
/** The same while the one before was given up: a browser that is stuck must not hold the capture for each. */
const STUCK_SILENCE_MS = 300;

/** Chromium's word for what the page, its visitor or Stillpage called off. */
export const ABORTED = 'net::ERR_ABORTED';

/** A request the browser made, as far as it has come. */
export type ReceivedEntry = {
  session: CDPSession;
  requestId: string;
  type: string;
  response?: Protocol.Network.Response;
  state: 'open' | 'done' | 'failed';
  errorText?: string;
  blocked?: boolean;
};

/**
 * Reads the bodies of requests from the browser, a few at a time. Patience counts from the last body that arrived, not
 * from the question: a slow machine with hundreds of photographs hands them over one after the other.
 */
export function createBodyReader(signal: AbortSignal): (entry: ReceivedEntry) => Promise<ReceivedBody> {
  const turnstile = createTurnstile(AT_ONCE);
  let arrivedAt = 0;
  let isStuck = false;
  const inTime = async <T>(asked: Promise<T>): Promise<T | undefined> => {
    asked.catch(() => {});
    const askedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      const look = () => {
        const silence = performance.now() - Math.max(askedAt, arrivedAt);
        const left = (isStuck ? STUCK_SILENCE_MS : SILENCE_MS) - silence;
        if (left > 0) timer = setTimeout(look, Math.ceil(left));
        else {
          isStuck = true;
          resolve(undefined);
        }
      };
      look();
    });
    const answered = asked.finally(() => {
      arrivedAt = performance.now();
      isStuck = false;
    });
    return await Promise.race([answered, late]).finally(() => clearTimeout(timer));
  };
  return async (entry) => {
    const { response } = entry;
    if (entry.state === 'open' && !response) return { ok: false, omission: 'timeout' };
    if (entry.state === 'failed' && !response) return { ok: false, omission: omissionOf(entry) };
    if (!response) return { ok: false, omission: 'not-loaded' };
    const leave = await turnstile.enter(signal).catch(() => undefined);
    if (!leave) return { ok: false, omission: 'timeout' };
    try {
      const asked = entry.session.send('Network.getResponseBody', { requestId: entry.requestId });
      const answer = await inTime(asked).catch(() => undefined);
      // An HTTP error with a body is still a body: an image served with status 404 is drawn by every browser.
      if (answer) return { ...bodyOf(answer, response), ...(brokeOff(entry) ? { isCut: true } : {}) };
      if (response.status >= 400) return { ok: false, omission: 'http-error', status: response.status };
      return { ok: false, omission: entry.state === 'open' ? 'timeout' : 'unreadable' };
    } finally {
      leave();
    }
  };
}

/** Whether an answer ended before its time, and not because the page called it off. */
function brokeOff({ state, errorText }: ReceivedEntry): boolean {
  return state === 'failed' && errorText !== ABORTED;
}

/** Why there was no answer; what was called off had not come for too long. */
function omissionOf({ blocked, errorText }: ReceivedEntry): OmissionReason {
  if (blocked) return 'blocked-address';
  return errorText === ABORTED ? 'timeout' : 'connection-failed';
}

function bodyOf(
  { body, base64Encoded }: Protocol.Network.GetResponseBodyResponse,
  response: Protocol.Network.Response,
): ReceivedBody & { readonly ok: true } {
  return {
    ok: true,
    bytes: Buffer.from(body, base64Encoded ? 'base64' : 'utf8'),
    type: response.mimeType,
    // A text body comes already decoded by the browser, so its bytes here are UTF-8 whatever the site sent.
    ...(base64Encoded ? charsetOf(response) : { charset: 'utf-8' }),
    status: response.status,
  };
}

function charsetOf({ headers, charset }: Protocol.Network.Response): { charset?: string } {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const named = /charset\s*=\s*["']?([^\s;"']+)/i.exec(String(type ?? ''))?.[1] ?? charset;
  return named ? { charset: named } : {};
}
