import { expect, test } from 'vitest';
import { metricLines } from './telemetry.ts';

const REPORT = {
  time: '2026-11-21T10:00:00.000Z',
  type: 'platform.report',
  record: {
    requestId: 'r1',
    status: 'success',
    metrics: {
      durationMs: 812.4,
      billedDurationMs: 1430,
      memorySizeMB: 2048,
      maxMemoryUsedMB: 640,
      initDurationMs: 610,
    },
  },
};

test('a report becomes one line of metrics', () => {
  const [line, ...others] = metricLines([{ type: 'platform.start', record: {} }, REPORT], 'capture');
  expect(others).toEqual([]);
  expect(JSON.parse(line ?? '')).toEqual({
    _aws: {
      Timestamp: Date.parse(REPORT.time),
      CloudWatchMetrics: [
        {
          Namespace: 'Stillpage',
          Dimensions: [['Function']],
          Metrics: [
            { Name: 'Duration', Unit: 'Milliseconds' },
            { Name: 'BilledDuration', Unit: 'Milliseconds' },
            { Name: 'InitDuration', Unit: 'Milliseconds' },
            { Name: 'MaxMemoryUsed', Unit: 'Megabytes' },
            { Name: 'MemorySize', Unit: 'Megabytes' },
          ],
        },
      ],
    },
    requestId: 'r1',
    status: 'success',
    Function: 'capture',
    Duration: 812.4,
    BilledDuration: 1430,
    InitDuration: 610,
    MaxMemoryUsed: 640,
    MemorySize: 2048,
  });
});

test('what is no report gives nothing', () => {
  for (const events of [
    undefined,
    'x',
    [null],
    [1],
    [{ type: 'platform.report' }],
    [{ ...REPORT, record: null }],
  ])
    expect(metricLines(events, 'capture')).toEqual([]);
  expect(metricLines([{ ...REPORT, record: { metrics: { durationMs: 'NaN' } } }], 'capture')).toEqual([]);
});
