// node test/bench/guard.ts [--json] [--requests N]
// What the egress guard costs a request on loopback against a direct connection: requests on one kept connection, and
// each on a new one; plain HTTP that it forwards, and tunnels that it joins. Ways take turns, so that load hits all alike.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Line, openLine, type Way } from './guard-client.ts';
import { ANSWER_BYTES } from './guard-sizes.ts';

/** Most that the guard may add to a request, in milliseconds, in the median. */
const AIM_MS = 2;
const WAYS: readonly Way[] = ['direct', 'guard-http', 'guard-connect'];
const WARM_UP = 200;

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, requests: { type: 'string', default: '2000' } },
});
const requests = Number(values.requests);
if (!Number.isInteger(requests) || requests < 1) throw new Error('--requests takes a whole number.');

const start = async (file: string, workerData?: object) => {
  const worker = new Worker(new URL(file, import.meta.url), { workerData });
  const [port] = (await once(worker, 'message')) as [number];
  return { worker, port };
};
const site = await start('./guard-site.ts');
const guard = await start('./guard-behind.ts', { port: site.port });
const open = (way: Way) => openLine(way, site.port, guard.port, ANSWER_BYTES);

const kept = new Map<Way, number[]>(WAYS.map((way) => [way, []]));
const fresh = new Map<Way, number[]>(WAYS.map((way) => [way, []]));
const lines = new Map<Way, Line>();
for (const way of WAYS) lines.set(way, await open(way));
for (let round = -WARM_UP; round < requests; round += 1) {
  for (const way of WAYS) {
    const started = performance.now();
    await lines.get(way)?.ask();
    if (round >= 0) kept.get(way)?.push(performance.now() - started);
  }
}
for (const line of lines.values()) line.close();
for (let round = -WARM_UP; round < requests; round += 1) {
  for (const way of WAYS) {
    const started = performance.now();
    const line = await open(way);
    await line.ask();
    if (round >= 0) fresh.get(way)?.push(performance.now() - started);
    line.close();
  }
}
await Promise.all([site.worker.terminate(), guard.worker.terminate()]);

const at = (times: readonly number[], part: number) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
const rows = [
  { connection: 'kept', times: kept },
  { connection: 'new', times: fresh },
].flatMap(({ connection, times }) => {
  const direct = times.get('direct') ?? [];
  return WAYS.map((way) => {
    const of = times.get(way) ?? [];
    const [median, p95] = [at(of, 0.5), at(of, 0.95)];
    return {
      connection,
      way,
      median,
      p95,
      addedMedian: median - at(direct, 0.5),
      addedP95: p95 - at(direct, 0.95),
    };
  });
});
const holds = rows.every(({ addedMedian }) => addedMedian <= AIM_MS);

if (values.json)
  process.stdout.write(
    `${JSON.stringify({ requests, answerBytes: ANSWER_BYTES, aimMs: AIM_MS, holds, rows }, null, 2)}\n`,
  );
else {
  const ms = (time: number) => time.toFixed(2).padStart(8);
  process.stdout.write(
    [
      `${'connection'.padEnd(11)} ${'way'.padEnd(14)}   median      p95   + median   + p95   (ms)`,
      ...rows.map(
        ({ connection, way, median, p95, addedMedian, addedP95 }) =>
          `${connection.padEnd(11)} ${way.padEnd(14)} ${ms(median)} ${ms(p95)}   ${ms(addedMedian)} ${ms(addedP95)}`,
      ),
      `${requests} requests each, answers of ${ANSWER_BYTES} bytes; at most ${AIM_MS} ms more in the median: ${holds ? 'yes' : 'NO'}`,
      '',
    ].join('\n'),
  );
}
process.exitCode = holds ? 0 : 1;
