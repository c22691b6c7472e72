import type { Writable } from 'node:stream';
import { StillpageError } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import { type App, createApp } from '../http/app.ts';
import {
  type FunctionUrlEvent,
  functionUrlEventSchema,
  requestOf,
  type StreamMetadata,
  streamAnswer,
} from '../http/function-url-adapter.ts';
import { openLibrary } from '../library/library.ts';
import { openTokens } from '../library/tokens.ts';
import { openViewLinks } from '../library/view-links.ts';
import { openS3Store } from '../store/s3-store.ts';

const environmentSchema = z.object({
  STILLPAGE_BUCKET: z.string().min(3),
  /** Address that people reach the function by, when it is another than its own. */
  STILLPAGE_BASE: z.url().optional(),
  AWS_REGION: z.string(),
});

declare const awslambda: {
  streamifyResponse(handler: (event: unknown, stream: Writable) => Promise<void>): unknown;
  HttpResponseStream: { from(stream: Writable, metadata: StreamMetadata): Writable };
};

let app: Promise<App> | undefined;

async function openApp(event: FunctionUrlEvent): Promise<App> {
  const environment = environmentSchema.parse(process.env);
  const { STILLPAGE_BUCKET: bucket, AWS_REGION: region } = environment;
  const base = (environment.STILLPAGE_BASE ?? `https://${event.requestContext.domainName}`).replace(
    /\/+$/,
    '',
  );
  const log = (line: string) => console.log(line);
  const store = await openS3Store({ bucket, region });
  if (!store.ok) throw new StillpageError(store.error);
  // Captures are another function's: here a save waits in the bucket's queue.
  const library = await openLibrary({
    store: store.value,
    catalog: { uri: `s3://${bucket}/catalog`, storageOptions: { region } },
    base: () => base,
    log,
  });
  const tokens = openTokens(store.value, log);
  return createApp({
    library,
    tokens,
    viewLinks: openViewLinks(store.value),
    chromium: () => undefined,
    log,
  });
}

/** The Function URL's handler: API and viewer, answers streamed. */
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const parsed = functionUrlEventSchema.parse(event);
  app ??= openApp(parsed);
  app.catch(() => (app = undefined));
  const response = await (await app).fetch(requestOf(parsed));
  await streamAnswer(response, (metadata) => awslambda.HttpResponseStream.from(stream, metadata));
});
