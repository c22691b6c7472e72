// node test/capture/bench.ts [--json] [--runs N] [--chromium PATH] [--page PART] [--no-peers]
// Times a capture and its peers against a plain load to network idle, on six pages with realistic delays.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import puppeteer from 'puppeteer-core';
import { differs, type Sight, seeLive, seeSaved } from './bench/judge.ts';
import { startSingleFile } from './bench/single-file.ts';
import { BENCH_PAGES, startBenchSite } from './bench/site.ts';
import { ALLOW_NETWORK, type Run, type Tool, tools } from './bench/tools.ts';
import { watchTree } from './bench/tree-memory.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    chromium: { type: 'string' },
    page: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const say = (line: string) => process.stderr.write(`${line}\n`);
const workFolder = mkdtempSync(join(tmpdir(), 'stillpage-bench-'));
const chromium = await findChromium(values.chromium);
const site = await startBenchSite();
const capturer = await createCapturer({
  workDir: workFolder,
  allowNetwork: ALLOW_NETWORK,
  ...(values.chromium ? { chromiumPath: values.chromium } : {}),
});
const peer = values['no-peers'] ? 'left out' : await startSingleFile(chromium.executable, workFolder);
if (typeof peer === 'string' && !values['no-peers']) say(`${peer}: its rows are left out.`);
const all = tools(chromium, capturer, workFolder, typeof peer === 'string' ? undefined : peer).filter(
  ({ name }) => !values['no-peers'] || !/MHTML/.test(name),
);
const judge = await puppeteer.launch({
  executablePath: chromium.executable,
  args: ['--no-sandbox', '--hide-scrollbars', '--font-render-hinting=none', '--allow-file-access-from-files'],
});

type Row = {
  readonly page: string;
  readonly tool: string;
  readonly ms: number;
  readonly toFloor: number;
  readonly bytes?: number;
  readonly missing?: number;
  readonly differs?: number;
  readonly freezeMs?: number;
  readonly memoryMb?: number;
};
const middle = (numbers: number[], part = 0.5) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))] ?? 0;
const rows: Row[] = [];
const ratios = new Map<string, number[]>();
let visits = 0;
// A first capture of nothing in particular, so that no page pays for what is loaded once.
await all[1]?.run(`${site.origin}/article?warm`);
await all[2]?.run(`${site.origin}/article?warm`);

for (const { name: page, path } of BENCH_PAGES) {
  if (values.page && !page.includes(values.page)) continue;
  const taken = new Map<Tool, Run[]>(all.map((tool) => [tool, []]));
  const peaks = new Map<Tool, number>();
  for (let run = 0; run < runs; run += 1) {
    // Taken in turn, so that a busy moment of the machine meets all of them.
    for (const tool of all) {
      visits += 1;
      const memory = watchTree(workFolder);
      const made = await tool.run(`${site.origin}${path}?visit=${visits}`).catch((error: Error) => {
        say(`${tool.name} on ${page}: ${error.message.split('\n')[0]}`);
      });
      peaks.set(tool, Math.max(peaks.get(tool) ?? 0, await memory.peak()));
      if (made) taken.get(tool)?.push(made);
    }
  }
  const floor = middle((taken.get(all[0] as Tool) ?? []).map(({ ms }) => ms));
  const live = await seeLive(judge, `${site.origin}${path}?visit=live`);
  for (const tool of all) {
    const made = taken.get(tool) ?? [];
    const ms = Math.round(middle(made.map((run) => run.ms)));
    const last = made.at(-1);
    const sight: Sight | undefined = last?.file ? await seeSaved(judge, workFolder, last.file) : undefined;
    rows.push({
      page,
      tool: tool.name,
      ms,
      toFloor: round(ms / floor, 2),
      ...(last?.bytes ? { bytes: last.bytes } : {}),
      ...(sight
        ? { missing: Math.max(0, live.drawn - sight.drawn), differs: round(differs(live, sight), 5) }
        : {}),
      ...(last?.freezeMs === undefined ? {} : { freezeMs: middle(made.map((run) => run.freezeMs ?? 0)) }),
      memoryMb: Math.round((peaks.get(tool) ?? 0) / 1e6),
    });
    // Each run to the floor of its page: what p95 is taken over.
    const list = ratios.get(tool.name) ?? [];
    ratios.set(tool.name, [...list, ...made.map((run) => run.ms / floor)]);
  }
  say(`${page}: done`);
}
await Promise.all([capturer.close(), judge.close(), site.close()]);
if (typeof peer !== 'string') await peer.close();
rmSync(workFolder, { recursive: true, force: true });

const summary = Object.fromEntries(
  all.slice(1).map(({ name }) => {
    const list = ratios.get(name) ?? [];
    const own = rows.filter((row) => row.tool === name);
    const medians = own.map((row) => row.toFloor);
    return [
      name,
      {
        medianOfPages: round(middle(medians), 2),
        medianOfRuns: round(middle(list), 2),
        p95OfRuns: round(middle(list, 0.95), 2),
        missing: own.reduce((sum, row) => sum + (row.missing ?? 0), 0),
        worstDiffers: Math.max(...own.map((row) => row.differs ?? 0)),
      },
    ];
  }),
);
if (values.json)
  process.stdout.write(
    `${JSON.stringify({ date: new Date().toISOString(), chromium: chromium.version, singleFile: typeof peer === 'string' ? peer : peer.version, runs, summary, rows }, null, 2)}\n`,
  );
else {
  console.table(rows);
  console.table(summary);
  process.stdout.write(
    `Chromium ${chromium.version}, median of ${runs}; times are of a plain load to network idle.\n`,
  );
}

function round(number: number, digits: number): number {
  return Number(number.toFixed(digits));
}
