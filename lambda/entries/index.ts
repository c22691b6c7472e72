import { z } from 'zod';
import type { InvocationContext } from '../aws/capture-handler.ts';
import { openFunction, openIndexWriter } from '../aws/function-parts.ts';
import { indexBatch } from '../aws/index-batch.ts';
import { sqsEventSchema } from '../aws/queue-events.ts';

/** Kept back for giving up the lease and for the answer, in milliseconds. */
const END_RESERVE_MS = 5_000;

const parts = await openFunction('index');
const writer = openIndexWriter(parts);
/** `aws lambda invoke` with this builds the index anew. */
const reindexSchema = z.object({ reindex: z.literal(true) });

/** Takes what the bucket notified into records and index. */
export async function handler(event: unknown, context: InvocationContext): Promise<unknown> {
  parts.begin(context.awsRequestId);
  const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - END_RESERVE_MS));
  if (reindexSchema.safeParse(event).success) {
    const links = await writer.rebuild(signal);
    if (!links.ok) throw new Error(links.error.message);
    return { links: links.value };
  }
  const { Records } = sqsEventSchema.parse(event);
  const { bucket, records, lines } = parts;
  return await indexBatch({ store: bucket.store, records, writer, log: lines }, Records, signal);
}
