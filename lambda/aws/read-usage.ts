import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { METRICS_NAMESPACE } from './embedded-metrics.ts';
import type { Usage } from './prices.ts';

/** The functions as the telemetry extension names them. */
const FUNCTIONS = ['function-url', 'capture', 'index', 'sweep'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Sums over the whole time in one number each. */
const DAY_S = 86_400;
const MB_PER_GB = 1024;

export type FunctionUsage = {
  readonly invocations: number;
  readonly billedMs: number;
  readonly gbSeconds: number;
  readonly initMs: number;
  readonly peakMemoryMb: number;
};
export type ReadUsage = Usage & {
  readonly days: number;
  readonly failed: number;
  readonly functions: Readonly<Record<FunctionName, FunctionUsage>>;
};

/** Reads what the telemetry extension and the capture function have reported in the last days. */
export async function readUsage(
  days: number,
  options: { readonly region?: string; readonly endpoint?: string } = {},
  now = Date.now(),
): Promise<Result<ReadUsage>> {
  const client = new CloudWatchClient(options);
  const queries: MetricDataQuery[] = [];
  const ask = (id: string, name: FunctionName, MetricName: string, Stat: string) =>
    queries.push({
      Id: id,
      MetricStat: {
        Metric: {
          Namespace: METRICS_NAMESPACE,
          MetricName,
          Dimensions: [{ Name: 'Function', Value: name }],
        },
        Period: DAY_S,
        Stat,
      },
    });
  FUNCTIONS.forEach((name, index) => {
    ask(`invocations${index}`, name, 'BilledDuration', 'SampleCount');
    ask(`billed${index}`, name, 'BilledDuration', 'Sum');
    ask(`memory${index}`, name, 'MemorySize', 'Maximum');
    ask(`init${index}`, name, 'InitDuration', 'Average');
    ask(`peak${index}`, name, 'MaxMemoryUsed', 'Maximum');
  });
  ask('stills', 'capture', 'Stills', 'Sum');
  ask('failed', 'capture', 'CapturesFailed', 'Sum');
  ask('bytes', 'capture', 'StoredBytes', 'Sum');
  const values = new Map<string, number[]>();
  try {
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries,
          StartTime: new Date(now - days * DAY_S * 1000),
          EndTime: new Date(now),
          ...(NextToken ? { NextToken } : {}),
        }),
      );
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? [])
        values.set(Id, [...(values.get(Id) ?? []), ...Values]);
      NextToken = page.NextToken;
    } while (NextToken);
  } catch (error) {
    const { name, message } = error as Error;
    return fail('storage-unavailable', `CloudWatch does not answer: ${name}: ${message}`);
  }
  const sum = (id: string) => (values.get(id) ?? []).reduce((total, value) => total + value, 0);
  const most = (id: string) => Math.max(0, ...(values.get(id) ?? []));
  const mean = (id: string) => sum(id) / Math.max(1, (values.get(id) ?? []).length);
  const functions = Object.fromEntries(
    FUNCTIONS.map((name, index) => [
      name,
      {
        invocations: sum(`invocations${index}`),
        billedMs: sum(`billed${index}`),
        gbSeconds: (sum(`billed${index}`) / 1000) * (most(`memory${index}`) / MB_PER_GB),
        initMs: mean(`init${index}`),
        peakMemoryMb: most(`peak${index}`),
      },
    ]),
  ) as Record<FunctionName, FunctionUsage>;
  const all = Object.values(functions);
  return ok({
    days,
    functions,
    gbSeconds: all.reduce((total, { gbSeconds }) => total + gbSeconds, 0),
    invocations: all.reduce((total, { invocations }) => total + invocations, 0),
    stills: sum('stills'),
    failed: sum('failed'),
    storedBytes: sum('bytes'),
  });
}
