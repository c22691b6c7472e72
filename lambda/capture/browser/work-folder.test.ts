import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GROUP_FILE, wipeLeftovers } from './work-folder.ts';

test.runIf(process.platform === 'linux')(
  'a browser whose owner was killed while it started is ended by the bare number of its group',
  async () => {
    const workFolder = mkdtempSync(join(tmpdir(), 'stillpage-leftovers-'));
    const owner = spawnSync('true').pid;
    const mine = join(workFolder, `${owner}-1-aaaaaaaaaaaa`);
    const strange = join(workFolder, `${owner}-1-bbbbbbbbbbbb`);
    for (const folder of [mine, strange]) mkdirSync(folder);
    const starting = spawn('/bin/sh', ['-c', `cd "$0" && echo $$ >${GROUP_FILE} && exec sleep 300`, mine], {
      detached: true,
      stdio: 'ignore',
    });
    const ended = once(starting, 'exit');
    const noted = join(mine, GROUP_FILE);
    await expect.poll(() => existsSync(noted) && readFileSync(noted, 'utf8')).toBe(`${starting.pid}\n`);
    // A number that is another's by now.
    writeFileSync(join(strange, GROUP_FILE), `${process.pid}\n`);

    await wipeLeftovers(workFolder);

    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(readdirSync(workFolder)).toEqual([]);
    rmSync(workFolder, { recursive: true });
  },
);
