import type { Writable } from 'node:stream';
import { ok } from '@stillpage/shared/errors.ts';
import type { InvocationContext } from '../aws/capture-handler.ts';
import { createInvoke } from '../aws/dispatch-capture.ts';
import { catalogLocation, openFunction } from '../aws/function-parts.ts';
import { createParameterToken, ssmParameter } from '../aws/parameter-token.ts';
import { createReadCatalog } from '../aws/read-catalog.ts';
import { createRemoteCaptures } from '../aws/remote-captures.ts';
import { type App, createApp } from '../http/app.ts';
import {
  functionUrlEventSchema,
  requestOf,
  type StreamMetadata,
  streamAnswer,
} from '../http/function-url-adapter.ts';
import { CLOUD_LIMITS, readLimits } from '../http/limits.ts';
import { openDailyCaptures } from '../library/daily-captures.ts';
import { openLibrary } from '../library/library.ts';
import { digestOf, openTokens } from '../library/tokens.ts';
import { openViewLinks } from '../library/view-links.ts';

declare const awslambda: {
  streamifyResponse(
    handler: (event: unknown, stream: Writable, context: InvocationContext) => Promise<void>,
  ): unknown;
  HttpResponseStream: { from(stream: Writable, metadata: StreamMetadata): Writable };
};

const parts = await openFunction('function-url');
const { environment, bucket, lines } = parts;
/** The function's own address, which it learns from its first request. */
let base = environment.STILLPAGE_BASE?.replace(/\/+$/, '') ?? '';
const app = await openApp();

async function openApp(): Promise<App> {
  const captureFunction = environment.STILLPAGE_CAPTURE_FUNCTION;
  const invoke = captureFunction ? createInvoke(captureFunction, environment.AWS_REGION) : undefined;
  if (!invoke) lines('warning: STILLPAGE_CAPTURE_FUNCTION is not set: saves wait in the bucket.');
  const library = await openLibrary({
    store: bucket.store,
    catalog: createReadCatalog(bucket.store, catalogLocation(bucket), lines),
    ...(invoke
      ? {
          captures: ({ store, records }) =>
            createRemoteCaptures({ bucket, store, records, invoke, log: lines }),
        }
      : {}),
    base: () => base,
    log: lines,
  });
  const tokens = openTokens(bucket.store, lines);
  const parameter = environment.STILLPAGE_TOKEN_PARAMETER;
  const isParameter =
    parameter && createParameterToken(ssmParameter(parameter, environment.AWS_REGION), lines);
  const limits = readLimits({}, process.env, CLOUD_LIMITS);
  if (!limits.ok) throw new Error(limits.error.message);
  return createApp({
    library,
    tokens: isParameter
      ? {
          ...tokens,
          async find(token) {
            const kept = await tokens.find(token);
            if (kept.ok && kept.value) return kept;
            const given = await isParameter(token);
            if (!given.ok) return given;
            return ok(
              given.value ? ({ id: digestOf(token).toString('hex'), scopes: ['admin'] } as const) : undefined,
            );
          },
        }
      : tokens,
    viewLinks: openViewLinks(bucket.store),
    limits: limits.value,
    dailyCaptures: openDailyCaptures(bucket.store, limits.value.capturesPerDay, lines),
    chromium: () => undefined,
    ...(base === '' ? {} : { base }),
    log: lines,
  });
}

/** The Function URL's handler: API and viewer, answers streamed. */
export const handler = awslambda.streamifyResponse(async (event, stream, { awsRequestId }) => {
  const parsed = functionUrlEventSchema.parse(event);
  parts.begin(awsRequestId);
  if (base === '') base = `https://${parsed.requestContext.domainName}`;
  const response = await app.fetch(requestOf(parsed), parsed.requestContext.http.sourceIp);
  await streamAnswer(response, (metadata) => awslambda.HttpResponseStream.from(stream, metadata));
});
