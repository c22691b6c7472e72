import { writeLine } from './json-log.ts';

/** The namespace of all metrics of ours in CloudWatch. */
export const METRICS_NAMESPACE = 'Stillpage';

export type Metric = {
  readonly value: number;
  readonly unit: 'Count' | 'Milliseconds' | 'Megabytes' | 'Bytes';
};

/**
 * One line in CloudWatch's embedded metric format: metrics that cost no request and need no permission. Every
 * dimension is a small closed set, because each combination is billed as a metric of its own.
 */
export function embeddedMetrics(
  dimensions: Readonly<Record<string, string>>,
  metrics: Readonly<Record<string, Metric>>,
  details: Readonly<Record<string, string | number>> = {},
  now = Date.now(),
): string {
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.entries(metrics).map(([Name, { unit }]) => ({ Name, Unit: unit })),
        },
      ],
    },
    ...details,
    ...dimensions,
    ...Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value])),
  });
}

export function writeMetrics(...parts: Parameters<typeof embeddedMetrics>): void {
  writeLine(embeddedMetrics(...parts));
}
