import { isId } from '@stillpage/shared/ids.ts';
import { z } from 'zod';

/** A batch of messages as Lambda hands it over from SQS. */
export const sqsEventSchema = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});
export type SqsMessage = z.infer<typeof sqsEventSchema>['Records'][number];

/** Answer of a batch: these messages come again, the others are done. */
export type BatchAnswer = { readonly batchItemFailures: { readonly itemIdentifier: string }[] };

const notificationSchema = z.object({
  Records: z.array(
    z.object({ eventName: z.string(), s3: z.object({ object: z.object({ key: z.string() }) }) }),
  ),
});

/** One changed record of the library. */
export type Changed = { readonly kind: 'link' | 'snapshot' | 'result'; readonly id: string };

const KINDS = [
  ['link', /^links\/([^/]+)\.json$/],
  ['snapshot', /^snapshots\/([^/]+)\/record\.json$/],
  ['result', /^snapshots\/([^/]+)\/result\.json$/],
] as const;

/** What a notification of the bucket tells; undefined when it is none. The bucket's own test message tells nothing. */
export function changesOf(body: string): Changed[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if ((parsed as { Event?: unknown } | null)?.Event === 's3:TestEvent') return [];
  const notification = notificationSchema.safeParse(parsed);
  if (!notification.success) return undefined;
  return notification.data.Records.flatMap(({ s3: { object } }) => changeOf(decodeKey(object.key)));
}

function changeOf(key: string): Changed[] {
  for (const [kind, pattern] of KINDS) {
    const id = pattern.exec(key)?.[1];
    if (isId(id)) return [{ kind, id }];
  }
  return [];
}

/** Notifications spell keys as forms do: a plus for a space, percent signs for the rest. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
