import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import { expect, test } from 'vitest';
import { processesIn } from './capture-once.ts';

const CHILD = fileURLToPath(new URL('./capture-child.ts', import.meta.url));

test.runIf(process.platform === 'linux')(
  'a capture whose process is killed leaves no browser, and the next start wipes its folder',
  async () => {
    const workDir = mkdtempSync(join(tmpdir(), 'stillpage-killed-'));
    const silent = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).write('<p>words<script>for(;;){}</script>');
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, [CHILD, workDir, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const browsers = () => processesIn(workDir).filter((line) => !line.startsWith(`${child.pid} `));
    await expect.poll(() => browsers().length, { timeout: 30_000 }).toBeGreaterThan(2);
    await new Promise((resolve) => setTimeout(resolve, 1000));

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(workDir).length).toBeGreaterThan(0);

    const capturer = await createCapturer({ workDir });
    await capturer.close();
    await expect.poll(browsers, { timeout: 30_000 }).toEqual([]);
    expect(readdirSync(workDir)).toEqual([]);
    silent.close();
    silent.closeAllConnections();
    rmSync(workDir, { recursive: true });
  },
);

test.runIf(process.platform === 'linux')('an idle capturer holds no browser', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-idle-'));
  const capturer = await createCapturer({ workDir });

  await expect.poll(() => processesIn(workDir), { timeout: 30_000, interval: 250 }).toEqual([]);
  await capturer.close();
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
});

test.runIf(process.platform === 'linux')('a browser that never answers holds up no end', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-mute-'));
  const bin = mkdtempSync(join(tmpdir(), 'stillpage-bin-'));
  const chromiumPath = join(bin, 'chromium');
  writeFileSync(
    chromiumPath,
    '#!/bin/sh\ncase "$*" in --version) echo "Chromium 153.0.0.0" ;; *) exec sleep 300 ;; esac\n',
    { mode: 0o755 },
  );
  const capturer = await createCapturer({ workDir, chromiumPath });
  await expect.poll(() => processesIn(workDir).length).toBeGreaterThan(0);

  const started = performance.now();
  await capturer.close();
  // Chromium itself is given half a minute to start.
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(processesIn(workDir)).toEqual([]);
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
  rmSync(bin, { recursive: true });
});
