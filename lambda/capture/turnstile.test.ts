import { expect, test } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const never = new AbortController().signal;

test('lets in as many as there are places, the others in their order', async () => {
  const turnstile = createTurnstile(2);
  const entered: number[] = [];
  const leaves = new Map<number, () => void>();
  const entering = [1, 2, 3, 4].map(async (guest) => {
    leaves.set(guest, await turnstile.enter(never));
    entered.push(guest);
  });
  await Promise.all(entering.slice(0, 2));

  expect(turnstile.waiting()).toBe(2);
  leaves.get(2)?.();
  leaves.get(2)?.();
  await entering[2];
  expect(entered).toEqual([1, 2, 3]);
  leaves.get(1)?.();
  await entering[3];
  expect(entered).toEqual([1, 2, 3, 4]);
});

test('who is called off leaves the queue', async () => {
  const turnstile = createTurnstile(1);
  const leave = await turnstile.enter(never);
  const controller = new AbortController();
  const waiting = turnstile.enter(controller.signal);
  controller.abort(new Error('called off'));

  await expect(waiting).rejects.toThrow('called off');
  expect(turnstile.waiting()).toBe(0);
  leave();
  await turnstile.empty();
});
