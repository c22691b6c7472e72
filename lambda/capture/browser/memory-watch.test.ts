import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { watchMemory } from './memory-watch.ts';
import { watchGroup } from './process-memory.ts';

test('a group with too many processes is told of once, one with few never', async () => {
  const child = spawn('/bin/sh', ['-c', 'for i in 1 2 3 4; do sleep 60 & done; wait'], { detached: true });
  const group = child.pid as number;
  let told = 0;
  let falselyTold = 0;
  try {
    await expect.poll(async () => (await watchGroup(group).measure()).processes, { timeout: 10_000 }).toBe(5);
    const strict = watchMemory(group, () => (told += 1), 3);
    const usual = watchMemory(group, () => (falselyTold += 1));
    await expect.poll(() => told, { timeout: 10_000 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    strict.stop();
    usual.stop();
    expect({ told, falselyTold }).toEqual({ told: 1, falselyTold: 0 });
  } finally {
    process.kill(-group, 'SIGKILL');
  }
});
