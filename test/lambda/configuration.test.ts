import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type S3Server, s3ServerProgram, startS3Server } from '../store/s3-server.ts';
import { bundleForTests, missingForTests, ROOT } from './cloud.ts';
import { runtimeClient } from './runtime-client.ts';
import { startSandbox } from './sandbox.ts';

const missing = missingForTests();

/** What somebody who deployed it wrongly reads: Lambda reports the reason of a failed start as it is. */
describe.skipIf(missing !== undefined)('a wrong configuration is told apart when a function starts', () => {
  let s3: S3Server;
  let handlers = '';
  beforeAll(async () => {
    handlers = await bundleForTests();
    const program = s3ServerProgram();
    s3 = await startS3Server('path' in program ? program.path : '');
  }, 60_000);
  afterAll(() => s3?.stop());

  const right = () => ({
    STILLPAGE_BUCKET: 'library',
    AWS_ENDPOINT_URL_S3: s3.options.endpoint ?? '',
    AWS_ACCESS_KEY_ID: s3.options.credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: s3.options.credentials?.secretAccessKey ?? '',
    STILLPAGE_CAPTURE_FUNCTION: 'capture',
  });
  const initError = async (environment: Record<string, string>, name = 'function-url') => {
    const client = runtimeClient();
    const sandbox = await startSandbox({
      client: 'path' in client ? client.path : '',
      handler: `${handlers}/${name}.handler`,
      taskRoot: ROOT,
      environment,
    });
    const ready = await sandbox.api.ready;
    await sandbox.stop();
    return ready.ok ? 'ready' : `${ready.errorType}: ${ready.message}`;
  };

  test('the right one starts', async () => {
    expect(await initError(right())).toBe('ready');
  });

  test('a variable that is missing or wrong is named', async () => {
    const { STILLPAGE_BUCKET: _bucket, ...without } = right();
    expect(await initError(without)).toContain('STILLPAGE_BUCKET is not set');
    expect(await initError({ ...right(), STILLPAGE_BUCKET: 'No Bucket' })).toContain(
      'STILLPAGE_BUCKET is not the name of a bucket',
    );
    expect(await initError({ ...right(), STILLPAGE_BASE: 'example.org' }, 'index')).toContain(
      'STILLPAGE_BASE is not an address',
    );
  });

  test('the capture function says what its own setting may be', async () => {
    expect(await initError({ STILLPAGE_CONSENT: 'perhaps' }, 'capture')).toContain(
      'STILLPAGE_CONSENT is neither leave nor dismiss',
    );
    // As the image has it where it brings no Chromium of its own.
    expect(await initError({ STILLPAGE_CONSENT: 'dismiss', STILLPAGE_CHROMIUM: '' }, 'capture')).toBe(
      'ready',
    );
  });

  test('a bucket that is not there', async () => {
    expect(await initError({ ...right(), STILLPAGE_BUCKET: 'another' }, 'sweep')).toContain(
      'There is no bucket another.',
    );
  });

  test('a role that may not use it', async () => {
    expect(await initError({ ...right(), AWS_SECRET_ACCESS_KEY: 'guessed' })).toContain(
      'may not use the bucket',
    );
  });

  test('a bucket in another region', async () => {
    const elsewhere = createServer((_request, response) =>
      response.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1' }).end(),
    ).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const endpoint = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    expect(await initError({ ...right(), AWS_ENDPOINT_URL_S3: endpoint })).toContain(
      'The bucket library is in eu-west-1, this function in us-east-1',
    );
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  test('an S3 server that cannot be reached', async () => {
    expect(await initError({ ...right(), AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' })).toContain(
      'cannot be reached',
    );
  });
});
