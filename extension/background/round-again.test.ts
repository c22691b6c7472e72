import { expect, test } from 'vitest';
import { roundAgain } from './round-again.ts';

test('calls while it runs make one more round, never two at a time', async () => {
  let running = 0;
  let rounds = 0;
  const work = roundAgain(async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    rounds += 1;
  });
  await Promise.all([work.run(), work.run(), work.run()]);
  expect(rounds).toBe(2);
  await work.run();
  expect(rounds).toBe(3);
});

test('a round that waits hears an interruption, and the next one waits again', async () => {
  let heard = 0;
  const work = roundAgain(
    (interrupted) =>
      new Promise((resolve) => {
        interrupted.addEventListener('abort', () => {
          heard += 1;
          resolve();
        });
        if (heard > 0) resolve();
      }),
  );
  const first = work.run();
  work.interrupt();
  await Promise.all([first, work.run()]);
  expect(heard).toBe(1);
});

test('a round that throws does not stop later ones', async () => {
  let rounds = 0;
  const work = roundAgain(async () => {
    rounds += 1;
    if (rounds === 1) throw new Error('once');
  });
  await expect(work.run()).rejects.toThrow('once');
  await work.run();
  expect(rounds).toBe(2);
});
