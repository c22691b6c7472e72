import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce, processesIn } from '../capture/capture-once.ts';
import { GREEDY_PAGES } from './greedy-pages.ts';
import { GREEDY_WORDS, startGreedySite } from './greedy-site.ts';

/** For pages that only the clock ends; the others end by themselves, however busy the machine is. */
const TIMEOUT_MS = 8000;
const PATIENT_TIMEOUT_MS = 40_000;
/** A busy machine needs a moment to end a browser. */
const GRACE_MS = 6000;
/** What a server may hold more after all that than before, in bytes: a leak of one page's bytes is more. */
const MEMORY_LEFT_MAX_BYTES = 150_000_000;
/** Pages past a limit whatever the machine: said to be so, unless they ended before. */
const PAST_LIMITS = ['nodes-unseen'];
/** Pages that do no more than try: with or without what they tried for, their words are kept. */
const HARMLESS = [
  'wide-picture',
  'nesting',
  'redirected-parts',
  'frames-in-frames',
  'history',
  'prints',
  'console-lines',
  'errors',
  'windows',
  'downloads',
  'prototypes',
  'overridden',
  'forged',
];

const workDir = mkdtempSync(join(tmpdir(), 'stillpage-greedy-'));
const rows: string[] = [];
let site: Awaited<ReturnType<typeof startGreedySite>>;
let capturer: Capturer;
let memoryBefore = 0;

beforeAll(async () => {
  site = await startGreedySite();
  const allowNetwork = [{ address: [127, 0, 0, 1], bits: 32, port: site.port }];
  capturer = await createCapturer({
    workDir,
    allowNetwork,
    concurrency: 1,
    log: (line) => rows.push(`  ${line}`),
  });
  await captureOnce(capturer, `${site.origin}/good`, { timeoutMs: 30_000 });
  memoryBefore = process.memoryUsage().rss;
});
afterAll(async () => {
  await capturer.close();
  site.close();
  console.log(rows.join('\n'));
  rmSync(workDir, { recursive: true });
});

test.each(Object.keys(GREEDY_PAGES))(
  'the page of %s ends within its time and leaves nothing',
  async (name) => {
    const isPastLimits = PAST_LIMITS.includes(name);
    const timeoutMs = isPastLimits || HARMLESS.includes(name) ? PATIENT_TIMEOUT_MS : TIMEOUT_MS;
    const captured = await captureOnce(capturer, `${site.origin}/greedy/${name}`, { timeoutMs });
    const { status, error, milliseconds, still, text, omissions } = captured;
    rows.push(
      `${name.padEnd(18)} ${String(milliseconds).padStart(6)} ms  ${status} ${error?.code ?? ''} ${[...new Set(omissions.map(({ reason }) => reason))]}`,
    );

    expect(milliseconds).toBeLessThan(timeoutMs + GRACE_MS);
    if (status === 'failed') {
      expect(HARMLESS).not.toContain(name);
      expect(['out-of-memory', 'navigation-timeout', 'browser-crashed']).toContain(error?.code);
    } else {
      // A page that could be read and was not frozen in time has its text.
      if (still || !isPastLimits) expect(still || text).toContain(GREEDY_WORDS);
      expect(still).not.toMatch(/<script|alert\(1\)/i);
    }
    if (isPastLimits && status !== 'failed')
      expect(omissions.map(({ reason }) => reason)).toContain('budget');
    if (status === 'partial') expect(omissions.length).toBeGreaterThan(0);
    expect(processesIn(workDir)).toEqual([]);
    expect(readdirSync(workDir)).toEqual([]);
  },
);

test('after all that a good page is captured and the memory is back', async () => {
  const captured = await captureOnce(capturer, `${site.origin}/good`, { timeoutMs: 30_000 });

  expect(captured).toMatchObject({ status: 'done', page: { title: 'Good' } });
  await expect
    .poll(
      () => {
        globalThis.gc?.();
        return process.memoryUsage().rss - memoryBefore;
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(MEMORY_LEFT_MAX_BYTES);
});
