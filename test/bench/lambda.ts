// node test/bench/lambda.ts [--json] [--runs N] [--invocations N]
// What the functions take of time, memory and money: their real bundles under Lambda's real runtime client, on this
// machine. Ratios carry over; milliseconds are this machine's.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Architecture, costOf } from '@stillpage/lambda/aws/prices.ts';
import { servePages } from '../capture/pages.ts';
import { startUploadSite } from '../image/upload-site.ts';
import { bundleForTests } from '../lambda/cloud.ts';
import type { Sandbox } from '../lambda/sandbox.ts';
import {
  type Captured,
  captureIn,
  loadedAtStart,
  median,
  sandboxOf,
  startApi,
  unpackMs,
} from './lambda-runs.ts';

/** The page of the comparison, and the ten whose memory and time are the cost of a still. */
const PAGE = '/plain';
const PAGES = [
  '/plain',
  '/late-fetch',
  '/chained',
  '/lazy-native',
  '/lazy-observer',
  '/lazy-wechat',
  '/reveal',
  '/tall',
  '/glyphs',
  '/with-login-box',
];
/** Memory of the capture function in the template, in GB. */
const FUNCTION_GB = 2;
/** Calls of the API and of the index that one still brings, and what they take, in GB-seconds. */
const OTHER_CALLS = 6;
const OTHER_GB_SECONDS = 0.25;
/** Invocations between two looks at the memory of a sandbox that captures over and over. */
const LOOK_EVERY = 25;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    invocations: { type: 'string', default: '500' },
  },
});
const runs = Number(values.runs);
const invocations = Number(values.invocations);
const say = (line: string) => values.json || process.stdout.write(`${line}\n`);

const handlers = await bundleForTests();
const pages = await servePages();
const site = await startUploadSite({});

const api = await startApi(handlers, runs);
const apiInitMs = median(api.map(({ initMs }) => initMs));
const apiFirstMs = median(api.map(({ initMs, firstMs }) => initMs + firstMs));
const loadsBrowser = loadedAtStart(handlers, 'function-url').some((path) =>
  /puppeteer|@lancedb\/lancedb-/.test(readFileSync(path, 'utf8')),
);
say(
  `API        init ${apiInitMs.toFixed(0)} ms, init and first answer ${apiFirstMs.toFixed(0)} ms (at most 500), ${median(api.map(({ memoryMb }) => memoryMb)).toFixed(0)} MB`,
);

const cold: number[] = [];
const warm: number[] = [];
for (let run = 0; run < runs; run += 1) {
  const begun = performance.now();
  const sandbox = await sandboxOf(handlers, 'capture-on-loopback');
  await captureIn(sandbox, site, `${pages.origin}${PAGE}`);
  cold.push(performance.now() - begun);
  warm.push((await captureIn(sandbox, site, `${pages.origin}${PAGE}`)).ms);
  await sandbox.stop();
}
const coldMs = median(cold);
const warmMs = median(warm);
const unpackedMs = unpackMs();
say(
  `capture    cold ${coldMs.toFixed(0)} ms, warm ${warmMs.toFixed(0)} ms: ${(coldMs / warmMs).toFixed(2)} times (at most 2.5)`,
);
say(
  `           with Chromium unpacked at the start instead of in the build: ${(coldMs + unpackedMs).toFixed(0)} ms, ${((coldMs + unpackedMs) / warmMs).toFixed(2)} times`,
);

const sandbox = await sandboxOf(handlers, 'capture-on-loopback');
const measured: (Captured & { readonly path: string; readonly gbSeconds: number })[] = [];
for (const path of PAGES) {
  await captureIn(sandbox, site, `${pages.origin}${path}`);
  const captured = await captureIn(sandbox, site, `${pages.origin}${path}`);
  measured.push({ path, ...captured, gbSeconds: (captured.ms / 1000) * FUNCTION_GB });
  say(
    `  ${path.padEnd(16)} ${captured.status.padEnd(8)} ${captured.ms.toFixed(0).padStart(6)} ms ${captured.peakMb.toFixed(0).padStart(5)} MB ${((captured.ms / 1000) * FUNCTION_GB).toFixed(2).padStart(6)} GB-s ${(captured.bytes / 1000).toFixed(0).padStart(6)} kB`,
  );
}
const mean = (of: (row: (typeof measured)[number]) => number) =>
  measured.reduce((sum, row) => sum + of(row), 0) / measured.length;
const perStill = {
  gbSeconds: mean(({ gbSeconds }) => gbSeconds),
  peakMb: Math.max(...measured.map(({ peakMb }) => peakMb)),
  bytes: mean(({ bytes }) => bytes),
};
const dollars = (architecture: Architecture) =>
  costOf(
    {
      gbSeconds: (perStill.gbSeconds + OTHER_GB_SECONDS) * 1000,
      invocations: (1 + OTHER_CALLS) * 1000,
      stills: 1000,
      storedBytes: perStill.bytes * 1000,
    },
    architecture,
  ).total;
const thousandStills = { x86_64: dollars('x86_64'), arm64: dollars('arm64') };
say(
  `a still    ${perStill.gbSeconds.toFixed(2)} GB-s in the capture function, ${perStill.peakMb.toFixed(0)} MB at most`,
);
say(
  `1,000      $${thousandStills.x86_64.toFixed(2)} on x86_64, $${thousandStills.arm64.toFixed(2)} on arm64 if it is as fast; all functions, requests, the first month's storage`,
);

const creep = await lookForCreep(sandbox);
await sandbox.stop();
pages.close();
site.close();
if (values.json)
  process.stdout.write(
    `${JSON.stringify({
      date: new Date().toISOString().slice(0, 10),
      api: { initMs: apiInitMs, initAndFirstAnswerMs: apiFirstMs, limitMs: 500, loadsBrowser },
      capture: {
        coldMs,
        warmMs,
        ratio: coldMs / warmMs,
        limit: 2.5,
        unpackMs: unpackedMs,
        ratioUnpackedAtStart: (coldMs + unpackedMs) / warmMs,
      },
      pages: measured,
      perStill,
      thousandStills,
      creep,
    })}\n`,
  );
process.exit(0);

async function lookForCreep(sandbox: Sandbox) {
  const looks: { count: number; memoryMb: number; processes: number }[] = [];
  let failed = 0;
  for (let count = 1; count <= invocations; count += 1) {
    const { status } = await captureIn(sandbox, site, `${pages.origin}${PAGE}`);
    if (status !== 'done') failed += 1;
    if (count % LOOK_EVERY === 0 || count === invocations)
      looks.push({ count, memoryMb: sandbox.memoryMb(), processes: sandbox.processes() });
  }
  const half = looks.slice(looks.length >> 1);
  const [middle, end] = [
    median(half.slice(0, half.length >> 1).map(({ memoryMb }) => memoryMb)),
    median(half.slice(half.length >> 1).map(({ memoryMb }) => memoryMb)),
  ];
  say(
    `${invocations} in a row ${failed} failed; memory after ${looks.map(({ count, memoryMb }) => `${count}: ${memoryMb.toFixed(0)}`).join(', ')} MB; third quarter to fourth ${(end - middle).toFixed(0)} MB; ${looks.at(-1)?.processes} process`,
  );
  return { invocations, failed, looks, thirdToFourthQuarterMb: end - middle };
}
