import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce, processesIn } from '../capture/capture-once.ts';
import { type HostileSite, startHostileSite } from './hostile-site.ts';

const TIMEOUT_MS = 8000;
/** For a page that ends by itself, however busy the machine is. */
const PATIENT_TIMEOUT_MS = 40_000;
/** A busy machine needs a moment to end a browser. */
const GRACE_MS = 3000;

const workDir = mkdtempSync(join(tmpdir(), 'stillpage-hostile-'));
const rows: string[] = [];
let site: HostileSite;
let capturer: Capturer;

beforeAll(async () => {
  site = await startHostileSite(9);
  capturer = await createCapturer({
    workDir,
    allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port: site.port }],
    concurrency: 1,
  });
});

afterAll(async () => {
  await capturer.close();
  site.close();
  console.log(rows.join('\n'));
  expect(processesIn(workDir)).toEqual([]);
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
});

/** What each page must end as; `partial` ones keep the words that were there. */
const ENDS: readonly (readonly [path: string, ends: string])[] = [
  ['/loop', 'partial'],
  ['/late-loop', 'partial'],
  ['/frame-loop', 'partial'],
  // A page that never stays may be caught between two rounds or not at all.
  ['/moves-on', 'failed navigation-timeout|partial'],
  ['/redirects', 'failed connection-failed'],
  ['/dialogs', 'done|partial'],
  ['/few-dialogs', 'done'],
  ['/windows', 'done'],
  ['/stays', 'done'],
  ['/memory', 'failed out-of-memory|partial'],
  ['/heap', 'failed out-of-memory|failed navigation-timeout|partial'],
  ['/elements', 'failed out-of-memory|failed navigation-timeout|partial'],
  ['/bomb', 'failed out-of-memory|failed navigation-timeout|partial'],
  ['/flood', 'failed out-of-memory|failed navigation-timeout|partial'],
  ['/endless', 'partial'],
  ['/silent', 'failed navigation-timeout'],
  ['/head-only', 'failed navigation-timeout'],
  ['/hanging-picture', 'partial'],
  ['/trickling-style', 'partial'],
  ['/asks', 'done'],
  ['/file', 'failed download'],
  ['/starts-a-download', 'done'],
  ['/empty', 'failed unsupported-content'],
  ['/none', 'failed unsupported-content'],
  ['/to-file', 'failed blocked-address'],
  ['/to-crash', 'failed blocked-address'],
  ['/to-mail', 'failed unsupported-content'],
];

test.each(ENDS)('%s ends in its budget as %s', async (path, ends) => {
  const timeoutMs = path === '/dialogs' ? PATIENT_TIMEOUT_MS : TIMEOUT_MS;
  const captured = await captureOnce(capturer, `${site.origin}${path}`, { timeoutMs });
  const end = captured.status === 'failed' ? `failed ${captured.error?.code}` : captured.status;
  rows.push(
    `${path.padEnd(20)} ${String(captured.milliseconds).padStart(6)} ms  ${end} ${captured.omissions.map(({ reason }) => reason)}`,
  );

  expect(ends.split('|')).toContain(end);
  expect(captured.milliseconds).toBeLessThan(timeoutMs + GRACE_MS);
  if (captured.status !== 'failed' && path !== '/asks' && path !== '/stays') {
    // A page that could be read and was not frozen in time has its text, or its picture.
    if (captured.still || captured.text)
      expect(captured.still || captured.text).toMatch(/Words before|The start of it|Round/);
    else expect(captured.files.has('screenshot')).toBe(true);
  }
  if (captured.status === 'partial') expect(captured.omissions.length).toBeGreaterThan(0);
  expect(processesIn(workDir)).toEqual([]);
  expect(readdirSync(workDir)).toEqual([]);
});

test('after all that a good page is captured', async () => {
  const captured = await captureOnce(capturer, `${site.origin}/good`, { timeoutMs: TIMEOUT_MS });

  expect(captured).toMatchObject({ status: 'done', page: { title: 'Good', httpStatus: 200 } });
  expect(captured.text).toContain('好的网页');
});

test('a capture that is called off ends at once and leaves nothing', async () => {
  const controller = new AbortController();
  const running = capturer.capture(
    {
      snapshotId: 'b'.repeat(26),
      url: `${site.origin}/loop`,
      view: {
        width: 1280,
        height: 800,
        deviceScaleFactor: 1,
        colorScheme: 'light',
        locale: 'en-US',
        timezone: 'UTC',
      },
      wanted: ['still'],
    },
    { put: async () => {}, signal: controller.signal },
  );
  setTimeout(() => controller.abort(new Error('called off')), 600);
  const startedAt = performance.now();

  await expect(running).rejects.toThrow('called off');
  expect(performance.now() - startedAt).toBeLessThan(GRACE_MS);
  expect(processesIn(workDir)).toEqual([]);
});

test('a browser that is killed from outside is named so, and the next capture works', async () => {
  const running = captureOnce(capturer, `${site.origin}/silent`, { timeoutMs: TIMEOUT_MS });
  await expect.poll(() => processesIn(workDir).length).toBeGreaterThan(1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const line of processesIn(workDir)) {
    try {
      process.kill(Number(line.split(' ')[0]), 'SIGKILL');
    } catch {}
  }

  expect(await running).toMatchObject({ status: 'failed', error: { code: 'browser-crashed' } });
  expect((await captureOnce(capturer, `${site.origin}/good`, { timeoutMs: TIMEOUT_MS })).status).toBe('done');
});
