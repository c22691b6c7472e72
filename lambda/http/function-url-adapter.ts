import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** The part of a Function URL's event (payload 2.0) that a request is made of. */
export const functionUrlEventSchema = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    domainName: z.string(),
    http: z.object({ method: z.string(), sourceIp: z.string().optional() }),
  }),
});
export type FunctionUrlEvent = z.infer<typeof functionUrlEventSchema>;

/** What the platform is told before the first byte. */
export type StreamMetadata = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly cookies?: string[];
};

/** The event as the web-standard request that the application takes. */
export function requestOf(event: FunctionUrlEvent): Request {
  const { rawPath, rawQueryString, headers, cookies, body, isBase64Encoded, requestContext } = event;
  const { method } = requestContext.http;
  const url = new URL(`https://${requestContext.domainName}`);
  url.pathname = rawPath;
  url.search = rawQueryString;
  const bytes = body === undefined ? undefined : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Request(url, {
    method,
    // The platform takes cookies out of the headers and gives them as a list.
    headers: cookies.length > 0 ? { ...headers, cookie: cookies.join('; ') } : headers,
    ...(bytes && method !== 'GET' && method !== 'HEAD' ? { body: bytes } : {}),
  });
}

/**
 * Streams an answer. The platform sends status and headers with the first write only, also for an answer without
 * a body: so that write always happens. Rejects when the body breaks after the first byte: the platform can no longer
 * change the status, and a reader sees fewer bytes than `content-length` says.
 */
export async function streamAnswer(
  response: Response,
  open: (metadata: StreamMetadata) => Writable,
): Promise<void> {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const stream = open({ statusCode: response.status, headers, ...(cookies.length > 0 ? { cookies } : {}) });
  stream.write('');
  if (response.body) await pipeline(response.body, stream);
  else stream.end();
}
