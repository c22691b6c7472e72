import { z } from 'zod';
import type { InvocationContext } from '../aws/capture-handler.ts';
import { createInvoke } from '../aws/dispatch-capture.ts';
import { ConfigurationError } from '../aws/environment.ts';
import { openFunction, openIndexWriter } from '../aws/function-parts.ts';
import { sweepCaptures, sweepLibrary } from '../aws/sweep.ts';
import { purgeTrash } from '../library/trash.ts';

/** Kept back for the report, in milliseconds. */
const END_RESERVE_MS = 5_000;
const DAY_MS = 24 * 3_600_000;

/** The schedules say which part is due; without a word both are. */
const sweepEventSchema = z.object({ task: z.enum(['captures', 'library']).optional() });

const parts = await openFunction('sweep');
const { environment, bucket, records, lines, log } = parts;
const captureFunction = environment.STILLPAGE_CAPTURE_FUNCTION;
if (!captureFunction) throw new ConfigurationError('STILLPAGE_CAPTURE_FUNCTION is not set.');
const invoke = createInvoke(captureFunction, environment.AWS_REGION);
const writer = openIndexWriter(parts);

/** Finds what lost messages and ended sandboxes left. */
export async function handler(event: unknown, context: InvocationContext): Promise<unknown> {
  parts.begin(context.awsRequestId);
  const { task } = sweepEventSchema.parse(event ?? {});
  const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - END_RESERVE_MS));
  const purge = async () => {
    const before = new Date(Date.now() - environment.STILLPAGE_TRASH_DAYS * DAY_MS);
    const trash = { store: bucket.store, records, cancel: async () => {}, onChange: async () => {} };
    const purged = await purgeTrash(trash, before, signal);
    if (!purged.ok) lines(`warning: the trash was not emptied: ${purged.error.message}`);
    return purged.ok ? purged.value : 0;
  };
  const sweep = { bucket, records, invoke, writer, purge, log: lines };
  const report = {
    ...(task === 'library' ? {} : { captures: await sweepCaptures(sweep, signal) }),
    ...(task === 'captures' ? {} : await sweepLibrary(sweep, signal)),
  };
  log('info', 'swept', { requestId: context.awsRequestId, report: JSON.stringify(report) });
  return report;
}
