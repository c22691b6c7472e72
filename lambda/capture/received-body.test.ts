import type { CDPSession, Protocol } from 'puppeteer-core';
import { expect, test, vi } from 'vitest';
import { createBodyReader, type ReceivedEntry } from './received-body.ts';

type Answer = Protocol.Network.GetResponseBodyResponse;

/** A browser that answers when it is told to. */
function browser() {
  const asked: Array<(answer: Answer) => void> = [];
  const session = {
    send: () => new Promise<Answer>((resolve) => asked.push(resolve)),
  } as unknown as CDPSession;
  const entry = (status = 200): ReceivedEntry => ({
    session,
    requestId: '1',
    type: 'Image',
    state: 'done',
    response: { status, mimeType: 'image/png', headers: {}, charset: '' } as Protocol.Network.Response,
  });
  return { asked, entry };
}

const pixel: Answer = { body: 'AAAA', base64Encoded: true };

test('a browser that hands bodies over slowly is waited for as long as some arrive', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const { asked, entry } = browser();
    const read = createBodyReader(new AbortController().signal);
    const bodies = Array.from({ length: 40 }, () => read(entry()));
    for (let at = 0; at < 40; at += 1) {
      await vi.advanceTimersByTimeAsync(3000);
      asked[at]?.(pixel);
    }
    const results = await Promise.all(bodies);

    expect(results.filter(({ ok }) => ok)).toHaveLength(40);
    expect(results[0]).toEqual({
      ok: true,
      bytes: Buffer.from([0, 0, 0]),
      type: 'image/png',
      status: 200,
    });
  } finally {
    vi.useRealTimers();
  }
});

test('a browser that hands nothing over holds the capture for seconds, however many bodies there are', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const { entry } = browser();
    const read = createBodyReader(new AbortController().signal);
    const bodies = Array.from({ length: 60 }, (_, at) => read(entry(at === 59 ? 500 : 200)));
    await vi.advanceTimersByTimeAsync(8000);
    const results = await Promise.all(bodies);

    expect(results[0]).toEqual({ ok: false, omission: 'unreadable' });
    expect(results[59]).toEqual({ ok: false, omission: 'http-error', status: 500 });
  } finally {
    vi.useRealTimers();
  }
});

test('no more than a few bodies are asked for at once', async () => {
  const { asked, entry } = browser();
  const read = createBodyReader(new AbortController().signal);
  const bodies = Array.from({ length: 30 }, () => read(entry()));
  await Promise.resolve();
  await expect.poll(() => asked.length).toBe(12);
  for (let at = 0; at < 30; at += 1) {
    await expect.poll(() => asked.length).toBeGreaterThan(at);
    asked[at]?.(pixel);
  }
  expect((await Promise.all(bodies)).every(({ ok }) => ok)).toBe(true);
});

test.each([
  ['done', undefined, undefined],
  ['failed', 'net::ERR_CONTENT_LENGTH_MISMATCH', true],
  ['failed', 'net::ERR_ABORTED', undefined],
] as const)('a body that was %s (%s) is kept', async (state, errorText, isCut) => {
  const { asked, entry } = browser();
  const failed = { ...entry(), state, ...(errorText ? { errorText } : {}) };
  const reading = createBodyReader(new AbortController().signal)(failed);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.(pixel);

  expect(await reading).toEqual({
    ok: true,
    bytes: Buffer.from([0, 0, 0]),
    type: 'image/png',
    status: 200,
    ...(isCut ? { isCut } : {}),
  });
});
