import type { Client } from '@stillpage/shared/client.ts';
import { type ErrorCode, fail, ok } from '@stillpage/shared/errors.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { beforeEach, expect, test, vi } from 'vitest';

// The one part that cannot run here is the browser's own storage; it is kept in a map with the same promises.
const stored = vi.hoisted(() => new Map<string, unknown>());
vi.mock('../browser.ts', () => ({
  default: {
    storage: {
      local: {
        get: async (key: string | null) =>
          structuredClone(Object.fromEntries([...stored].filter(([name]) => key === null || name === key))),
        set: async (items: Record<string, unknown>) => {
          for (const [key, value] of Object.entries(items)) stored.set(key, structuredClone(value));
        },
        remove: async (key: string) => void stored.delete(key),
      },
    },
  },
}));

const deliver = await import('./deliver.ts');
const { postponed } = deliver;
const { putInOutbox, readOutbox, removeFromOutbox, retryFromOutbox } = await import('./outbox.ts');

beforeEach(() => stored.clear());

const request = (id: string) => ({
  id: id.repeat(26).slice(0, 26),
  url: `https://example.org/${id}`,
  tags: ['a'],
});
const answering = (save: Client['save']) => ({ save }) as unknown as Client;
const accept = async () => {};
const deliverOutbox = (client: Client, accepted: () => Promise<void>) =>
  deliver.deliverOutbox(client, accepted, async () => fail('internal', 'There is no page to send.'));

test('accepted saves leave the outbox, oldest first', async () => {
  await putInOutbox(request('2'), 200);
  await putInOutbox(request('1'), 100);
  const sent: string[] = [];
  const client = answering(async ({ url }) => {
    sent.push(url);
    return ok({} as SnapshotAnswer);
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
      answering(async () => ok({} as SnapshotAnswer)),
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
    return ok({} as SnapshotAnswer);
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

test('waits double up to five minutes', () => {
  const entry = { request: request('1'), queuedAt: 0, attempts: 0, nextAt: 0 };
  expect(postponed(entry, 0).nextAt).toBe(5_000);
  expect(postponed({ ...entry, attempts: 3 }, 0).nextAt).toBe(40_000);
  expect(postponed({ ...entry, attempts: 60 }, 0).nextAt).toBe(300_000);
});
