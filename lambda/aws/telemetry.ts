import { embeddedMetrics } from './embedded-metrics.ts';

/** One event of the platform's telemetry, as far as it is used. */
type PlatformEvent = {
  readonly type?: unknown;
  readonly time?: unknown;
  readonly record?: { readonly requestId?: unknown; readonly status?: unknown; readonly metrics?: unknown };
};

const METRICS = [
  ['durationMs', 'Duration', 'Milliseconds'],
  ['billedDurationMs', 'BilledDuration', 'Milliseconds'],
  ['initDurationMs', 'InitDuration', 'Milliseconds'],
  ['maxMemoryUsedMB', 'MaxMemoryUsed', 'Megabytes'],
  ['memorySizeMB', 'MemorySize', 'Megabytes'],
] as const;

/**
 * The lines in embedded metric format that a batch of platform events gives: one for each invocation's report. What is
 * no report, or not as documented, gives none.
 */
export function metricLines(events: unknown, functionName: string): string[] {
  if (!Array.isArray(events)) return [];
  return (events as PlatformEvent[]).flatMap((event) => {
    if (event?.type !== 'platform.report' || typeof event.record !== 'object' || event.record === null)
      return [];
    const { requestId, status, metrics } = event.record;
    const numbers = (metrics ?? {}) as Record<string, unknown>;
    const found = METRICS.flatMap(([given, name, unit]) => {
      const value = numbers[given];
      return typeof value === 'number' && Number.isFinite(value) ? [[name, { value, unit }] as const] : [];
    });
    if (found.length === 0) return [];
    const at = typeof event.time === 'string' ? Date.parse(event.time) : Number.NaN;
    return [
      embeddedMetrics(
        { Function: functionName },
        Object.fromEntries(found),
        {
          ...(typeof requestId === 'string' ? { requestId } : {}),
          ...(typeof status === 'string' ? { status } : {}),
        },
        Number.isFinite(at) ? at : Date.now(),
      ),
    ];
  });
}
