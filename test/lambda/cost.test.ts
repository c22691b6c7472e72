import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { costOf } from '@stillpage/lambda/aws/prices.ts';
import { expect, test } from 'vitest';
import { ROOT } from './cloud.ts';

/** One day's metrics as CloudWatch has them after a hundred stills. */
const METRICS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  capture: {
    'BilledDuration.SampleCount': 104,
    'BilledDuration.Sum': 312_000,
    'MemorySize.Maximum': 2048,
    'InitDuration.Average': 900,
    'MaxMemoryUsed.Maximum': 611,
    'Stills.Sum': 100,
    'CapturesFailed.Sum': 4,
    'StoredBytes.Sum': 150_000_000,
  },
  'function-url': {
    'BilledDuration.SampleCount': 400,
    'BilledDuration.Sum': 24_000,
    'MemorySize.Maximum': 1024,
  },
};

test('stillpage cost reads the metrics of the library and says what a still costs', async () => {
  const asked: string[] = [];
  const cloudwatch = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { MetricDataQueries } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const MetricDataResults = MetricDataQueries.map(
      ({
        Id,
        MetricStat: { Metric, Stat },
      }: {
        Id: string;
        MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] }; Stat: string };
      }) => {
        const name = Metric.Dimensions[0]?.Value ?? '';
        asked.push(name);
        const value = METRICS[name]?.[`${Metric.MetricName}.${Stat}`];
        return {
          Id,
          Label: Id,
          StatusCode: 'Complete',
          Timestamps: value === undefined ? [] : [1_795_000_000],
          Values: value === undefined ? [] : [value],
        };
      },
    );
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ MetricDataResults }));
  }).listen(0, '127.0.0.1');
  await once(cloudwatch, 'listening');
  const run = async (...args: string[]) =>
    await promisify(execFile)(process.execPath, [join(ROOT, 'lambda/entries/cli.ts'), 'cost', ...args], {
      env: {
        ...process.env,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${(cloudwatch.address() as AddressInfo).port}`,
      },
    });
  const told = JSON.parse((await run('--days', '1', '--json')).stdout);
  const gbSeconds = 312 * 2 + 24 * 1;
  expect(told).toMatchObject({
    stills: 100,
    failed: 4,
    invocations: 504,
    gbSeconds,
    storedBytes: 150_000_000,
  });
  const cost = costOf({ gbSeconds, invocations: 504, stills: 100, storedBytes: 150_000_000 }, 'x86_64');
  expect(told.cost.total).toBeCloseTo(cost.total, 8);
  expect(told.perStill).toBeCloseTo(cost.total / 100, 8);
  expect(new Set(asked)).toEqual(new Set(['function-url', 'capture', 'index', 'sweep']));
  expect((await run('--days', '1')).stdout).toContain('100 stills, 4 failed captures');
  await expect(run('--days', '0')).rejects.toMatchObject({ code: 2 });
  cloudwatch.closeAllConnections();
  cloudwatch.close();
});
