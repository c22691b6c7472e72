import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import {
  functionUrlEventSchema,
  requestOf,
  type StreamMetadata,
  streamAnswer,
} from './function-url-adapter.ts';

const EVENT = {
  version: '2.0',
  rawPath: '/links/%E4%B8%80',
  rawQueryString: 'tag=a%2Fb&tag=c',
  headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
  body: Buffer.from('{"标":1}').toString('base64'),
  isBase64Encoded: true,
  requestContext: {
    domainName: 'abc.lambda-url.eu-central-1.on.aws',
    http: { method: 'POST', path: '/x', sourceIp: '192.0.2.1' },
  },
};

test('an event becomes its request', async () => {
  const request = requestOf(functionUrlEventSchema.parse(EVENT));
  expect(request.url).toBe('https://abc.lambda-url.eu-central-1.on.aws/links/%E4%B8%80?tag=a%2Fb&tag=c');
  expect(request.headers.get('authorization')).toBe('Bearer x');
  expect(await request.json()).toEqual({ 标: 1 });
  const { body: _body, ...rest } = EVENT;
  const get = { ...rest, requestContext: { ...EVENT.requestContext, http: { method: 'GET' } } };
  expect(requestOf(functionUrlEventSchema.parse(get)).body).toBeNull();
});

/** Records writes as the platform sees them. */
function platform() {
  const writes: string[] = [];
  let metadata: StreamMetadata | undefined;
  return {
    writes,
    metadata: () => metadata,
    open(given: StreamMetadata) {
      metadata = given;
      return new Writable({
        decodeStrings: false,
        write(chunk, _encoding, done) {
          writes.push(chunk.toString());
          done();
        },
      });
    },
  };
}

test('an answer with a body is streamed after the write that sends its status', async () => {
  const seen = platform();
  await streamAnswer(new Response('静', { status: 202, headers: { etag: '"1"' } }), seen.open);
  expect(seen.metadata()).toMatchObject({ statusCode: 202, headers: { etag: '"1"' } });
  expect(seen.writes).toEqual(['', '静']);
});

test('an answer without a body still sends its status', async () => {
  for (const status of [204, 304]) {
    const seen = platform();
    await streamAnswer(new Response(null, { status }), seen.open);
    expect([seen.metadata()?.statusCode, seen.writes]).toEqual([status, ['']]);
  }
});
