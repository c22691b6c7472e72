import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkArchitecture, checkRoom } from './sandbox-check.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-check-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(machine: number): Promise<string> {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 0, 'latin1');
  head.writeUInt16LE(machine, 18);
  const path = join(folder, `program-${machine}`);
  await writeFile(path, head);
  return path;
}

test('a Chromium of another architecture is named with both', async () => {
  await expect(checkArchitecture(await program(183), 'x64')).rejects.toThrow(
    'The image holds a Chromium for arm64, the function runs on x64',
  );
  await checkArchitecture(await program(62), 'x64');
  await checkArchitecture(await program(183), 'arm64');
});

test('a script stands before the real program and passes; one that is not there is named', async () => {
  const script = join(folder, 'chromium');
  await writeFile(script, '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
  await checkArchitecture(script, 'arm64');
  await expect(checkArchitecture(join(folder, 'none'), 'x64')).rejects.toThrow('no readable Chromium at');
});

test('too little room is said with both figures', async () => {
  await checkRoom(folder, 1);
  await expect(checkRoom(folder, 1e18)).rejects.toThrow(
    /has \d+ MB free and a capture needs 1000000000000 MB/,
  );
});
