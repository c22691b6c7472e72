import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { watchGroup } from './process-memory.ts';

test('processes that come after the first look are counted, and the group is gone when all have ended', async () => {
  const leader = spawn('/bin/sh', ['-c', 'read go; sleep 60 & sleep 60 & wait'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(leader, 'exit');
  const group = leader.pid as number;
  const watched = watchGroup(group);
  try {
    await expect.poll(async () => (await watched.measure()).processes).toBe(1);
    leader.stdin?.write('go\n');
    await expect.poll(async () => (await watched.measure()).processes, { timeout: 10_000 }).toBe(3);
    expect((await watched.measure()).bytes).toBeGreaterThan(10_000);
    expect(watched.isAlive()).toBe(true);
  } finally {
    process.kill(-group, 'SIGKILL');
  }
  await ended;
  await expect.poll(() => watched.isAlive(), { timeout: 10_000 }).toBe(false);
  expect((await watched.measure()).bytes).toBe(0);
});
