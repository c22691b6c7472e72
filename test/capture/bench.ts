// node test/capture/bench.ts [--json] [--runs N] [--chromium PATH] [URL ...]
// Times a capture against a plain load to network idle, on the pages of the capture tests or on the given addresses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import { launchBrowser } from '@stillpage/lambda/capture/browser/launch.ts';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import { captureOnce } from './capture-once.ts';
import { servePages } from './pages.ts';

const PATHS = ['/plain', '/chained', '/lazy-native', '/lazy-observer', '/reveal', '/glyphs', '/tall'];

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    chromium: { type: 'string' },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
const workFolder = mkdtempSync(join(tmpdir(), 'stillpage-bench-'));
const pages = await servePages();
const allowNetwork = [{ address: [127, 0, 0, 0], bits: 8 }];
const chromium = await findChromium(values.chromium);
const capturer = await createCapturer({
  workDir: workFolder,
  allowNetwork,
  ...(values.chromium ? { chromiumPath: values.chromium } : {}),
});

/** `goto` to network idle in a fresh browser that is already up, in milliseconds. */
async function plainLoad(url: string): Promise<number> {
  const launched = await launchBrowser({ chromium, workFolder, sandbox: false, guard: { allowNetwork } });
  try {
    const page = (await launched.browser.pages())[0] ?? (await launched.browser.newPage());
    await page.setViewport({ width: 1280, height: 800 });
    const startedAt = performance.now();
    await page.goto(url, { waitUntil: 'networkidle0' });
    return performance.now() - startedAt;
  } finally {
    await launched.end();
  }
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

type Row = {
  page: string;
  plainMs: number;
  stillMs: number;
  allMs: number;
  launchMs: number;
  stillRatio: number;
  allRatio: number;
};
const rows: Row[] = [];
await captureOnce(capturer, `${pages.origin}/plain`, { wanted: ['still'] });
for (const url of positionals.length > 0 ? positionals : PATHS.map((path) => pages.origin + path)) {
  const plain: number[] = [];
  const still: number[] = [];
  const all: number[] = [];
  const launch: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    // Taken in turn, so that a busy moment of the machine meets all three.
    plain.push(await plainLoad(url));
    const small = await captureOnce(capturer, url, { wanted: ['still'] });
    still.push(small.milliseconds - (small.timings.launching ?? 0));
    launch.push(small.timings.launching ?? 0);
    const whole = await captureOnce(capturer, url);
    all.push(whole.milliseconds - (whole.timings.launching ?? 0));
  }
  const [plainMs, stillMs, allMs, launchMs] = [plain, still, all, launch].map((list) =>
    Math.round(median(list)),
  ) as [number, number, number, number];
  rows.push({
    page: URL.parse(url)?.pathname ?? url,
    plainMs,
    stillMs,
    allMs,
    launchMs,
    stillRatio: Number((stillMs / plainMs).toFixed(2)),
    allRatio: Number((allMs / plainMs).toFixed(2)),
  });
}
await capturer.close();
pages.close();
rmSync(workFolder, { recursive: true, force: true });
if (values.json)
  process.stdout.write(`${JSON.stringify({ chromium: chromium.version, runs, rows }, null, 2)}\n`);
else {
  console.table(rows);
  const medians = `still ${median(rows.map((row) => row.stillRatio))}x, with pictures and text ${median(rows.map((row) => row.allRatio))}x`;
  process.stdout.write(
    `Chromium ${chromium.version}, median of ${runs}: ${medians} of a load to network idle\n`,
  );
}
