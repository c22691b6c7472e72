import type { Client } from '@stillpage/shared/client.ts';
import { type ErrorCode, fail, failure, ok } from '@stillpage/shared/errors.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { beforeEach, expect, test, vi } from 'vitest';
import { stored } from './browser-in-a-map.ts';

vi.mock('../browser.ts', () => import('./browser-in-a-map.ts'));

const deliver = await import('./deliver.ts');
const { isDue, postponed } = deliver;
const { makeDue, runWhenDue } = await import('./due-soon.ts');
const { putInOutbox, readOutbox, removeFromOutbox, retryFromOutbox } = await import('./outbox.ts');

beforeEach(() => stored.clear());

const request = (id: string) => ({
  id: id.repeat(26).slice(0, 26),
  url: `https://example.org/${id}`,
  tags: ['a'],
});
const answering = (save: Client['save']) => ({ save }) as unknown as Client;
const taken = (id?: string) => ok({ id } as SnapshotAnswer);
const accept = async () => {};
const deliverOutbox = (client: Client, accepted: () => Promise<void>) =>
  deliver.deliverOutbox(client, accepted, async () => fail('internal', 'There is no page to send.'));

test('accepted saves leave the outbox, oldest first', async () => {
  await putInOutbox(request('2'), 200);
  await putInOutbox(request('1'), 100);
  const sent: string[] = [];
  const client = answering(async ({ id, url }) => {
    sent.push(url);
    return taken(id);
  });
  await deliverOutbox(client, accept);
  expect(sent).toEqual(['https://example.org/1', 'https://example.org/2']);
  expect(await readOutbox()).toEqual([]);
});

test.each<ErrorCode>(['unauthorized', 'conflict', 'too-large', 'invalid-request'])(
  'a save refused as %s stays with its reason until the person decides',
  async (code) => {
    await putInOutbox(request('1'), 1);
    const save = vi.fn<Client['save']>(async () => fail(code, 'because'));
    await deliverOutbox(answering(save), accept);
    await deliverOutbox(answering(save), accept);
    expect(save).toHaveBeenCalledTimes(1);
    expect((await readOutbox())[0]?.refused).toMatchObject({ code, message: 'because' });
    await retryFromOutbox(request('1').id, 1);
    await deliverOutbox(
      answering(async ({ id }) => taken(id)),
      accept,
    );
    expect(await readOutbox()).toEqual([]);
  },
);

test.each<ErrorCode>(['connection-failed', 'rate-limited', 'storage-unavailable', 'internal'])(
  'a save that met %s is asked again later, with growing waits',
  async (code) => {
    await putInOutbox(request('1'), 1);
    await deliverOutbox(
      answering(async () => fail(code)),
      accept,
    );
    const [entry] = await readOutbox();
    expect(entry?.refused).toBeUndefined();
    expect(entry?.attempts).toBe(1);
    expect(entry?.nextAt).toBeGreaterThan(Date.now());
  },
);

test('a worker that ends between the answer and the removal sends the same id again', async () => {
  await putInOutbox(request('1'), 1);
  const ids: (string | undefined)[] = [];
  const client = answering(async ({ id }) => {
    ids.push(id);
    return taken(id);
  });
  await expect(
    deliverOutbox(client, async () => {
      throw new Error('ended');
    }),
  ).rejects.toThrow('ended');
  await deliverOutbox(client, accept);
  expect(ids).toEqual([request('1').id, request('1').id]);
  expect(await readOutbox()).toEqual([]);
});

test('a save the person removed while it was being sent does not come back', async () => {
  await putInOutbox(request('1'), 1);
  await deliverOutbox(
    answering(async () => {
      await removeFromOutbox(request('1').id);
      return fail('connection-failed');
    }),
    accept,
  );
  expect(await readOutbox()).toEqual([]);
});

test('an answer that is not about the save leaves it waiting: something else may listen there', async () => {
  await putInOutbox(request('1'), 1);
  const accepted = vi.fn(accept);
  await deliverOutbox(
    answering(async () => taken(request('2').id)),
    accepted,
  );
  expect(accepted).not.toHaveBeenCalled();
  expect(await readOutbox()).toMatchObject([{ attempts: 1, why: 'internal' }]);
});

test('a backend that asks to wait is asked no more in this round, and not again before its time', async () => {
  await putInOutbox(request('1'), 1);
  await putInOutbox(request('2'), 2);
  const save = vi.fn<Client['save']>(async () => {
    const { error } = fail('rate-limited');
    return { ok: false, error: { ...error, retryAfterS: 120 } };
  });
  const before = Date.now();
  await deliverOutbox(answering(save), accept);
  expect(save).toHaveBeenCalledTimes(1);
  expect((await readOutbox())[0]?.nextAt).toBeGreaterThanOrEqual(before + 120_000);
});

test('of 500 saves that wait a round without a backend asks three times; when it is there each goes once, oldest first', async () => {
  const ids = Array.from({ length: 500 }, (_, i) => String(i).padStart(26, '0'));
  for (const [i, id] of ids.entries()) await putInOutbox({ ...request('1'), id }, i);
  const nobody = vi.fn<Client['save']>(async () => fail('connection-failed'));
  await deliverOutbox(answering(nobody), accept);
  expect(nobody).toHaveBeenCalledTimes(3);
  expect(await readOutbox()).toHaveLength(500);

  await makeDue();
  const sent: (string | undefined)[] = [];
  await deliverOutbox(
    answering(async ({ id }) => {
      sent.push(id);
      return taken(id);
    }),
    accept,
  );
  expect(sent).toEqual(ids);
  expect(await readOutbox()).toEqual([]);
});

test('a save put off before the clock was set back is due', () => {
  const now = Date.UTC(2026, 10, 21);
  expect(isDue({ nextAt: now + 60_000 }, now)).toBe(false);
  expect(isDue({ nextAt: now - 1 }, now)).toBe(true);
  expect(isDue({ nextAt: now + 365 * 86_400_000 }, now)).toBe(true);
});

test('waits double up to five minutes, and last as long as the backend asks, up to an hour', () => {
  const entry = { request: request('1'), queuedAt: 0, attempts: 0, nextAt: 0 };
  const wait = (attempts: number, retryAfterS = 0) =>
    postponed({ ...entry, attempts }, 0, { code: 'internal', retryAfterS }).nextAt;
  expect([wait(0), wait(3), wait(60)]).toEqual([5_000, 40_000, 300_000]);
  expect([wait(0, 90), wait(0, 1e9)]).toEqual([90_000, 3_600_000]);
});

test('a save that was put off is tried when it is due, and at once when the browser comes back', async () => {
  vi.useFakeTimers({ now: 1_000 });
  try {
    await putInOutbox(request('1'), 1_000);
    await deliverOutbox(
      answering(async () => fail('connection-failed')),
      accept,
    );
    const run = vi.fn();
    await runWhenDue(run);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(run).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);

    await deliverOutbox(
      answering(async () => fail('connection-failed')),
      accept,
    );
    expect((await readOutbox())[0]?.nextAt).toBeGreaterThan(Date.now());
    await makeDue();
    expect((await readOutbox())[0]).toMatchObject({ nextAt: Date.now(), attempts: 2 });
  } finally {
    vi.useRealTimers();
  }
});

test('neither a refused save nor one that is hours away keeps a timer', async () => {
  vi.useFakeTimers({ now: 1_000 });
  try {
    await putInOutbox(request('1'), 1_000);
    await putInOutbox(request('2'), 1_000);
    await deliverOutbox(
      answering(async ({ id }) =>
        id === request('1').id
          ? fail('unauthorized')
          : { ok: false, error: { ...failure('rate-limited'), retryAfterS: 3_600 } },
      ),
      accept,
    );
    await runWhenDue(() => {});
    expect(vi.getTimerCount()).toBe(0);
    await makeDue();
    expect((await readOutbox()).find(({ why }) => why === 'rate-limited')?.nextAt).toBe(1_000 + 3_600_000);
  } finally {
    vi.useRealTimers();
  }
});
