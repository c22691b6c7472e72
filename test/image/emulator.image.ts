import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForTests } from '../lambda/cloud.ts';
import { familyOf } from '../lambda/sandbox.ts';
import { type S3Server, s3ServerProgram, startS3Server } from '../store/s3-server.ts';
import { ensureBases } from './base-images.ts';
import { buildTarget, ROOT } from './build-image.ts';
import { type Container, openContainer } from './container.ts';
import { interfaceEmulator } from './interface-emulator.ts';
import { SCRIPTS_PAGE } from './scripts-page.ts';
import { cfnLint, missingTools } from './tools.ts';
import { startUploadSite, type UploadSite } from './upload-site.ts';

const emulator = interfaceEmulator();
const missing = missingTools() ?? ('missing' in emulator ? emulator.missing : undefined);
if (missing && process.env.CI === 'true')
  throw new Error(`CI wants the Runtime Interface Emulator: ${missing}`);
if (missing) process.stderr.write(`The image is not run under the Runtime Interface Emulator: ${missing}.\n`);

const INVOCATIONS = 'http://127.0.0.1:8080/2015-03-31/functions/function/invocations';
/** How the emulator ends what a Function URL would stream: metadata, eight zero bytes, body. */
const DELIMITER = '\0'.repeat(8);

/** Conformance: AWS's own emulator takes one call at a time and hands streams over whole. */
describe.skipIf(missing !== undefined)("the image under AWS's own emulator", () => {
  let container: Container;
  let site: UploadSite;
  let s3: S3Server;
  let handlers = '';
  let running: { child: ChildProcess; log: () => string } | undefined;
  beforeAll(async () => {
    handlers = await bundleForTests();
    ensureBases();
    container = openContainer(buildTarget('debian'), {
      [`var/task/${handlers}`]: join(ROOT, handlers),
      'usr/local/bin/aws-lambda-rie': 'path' in emulator ? emulator.path : '',
    });
    site = await startUploadSite({ '/page': SCRIPTS_PAGE });
    const program = s3ServerProgram();
    if ('missing' in program) throw new Error(program.missing);
    s3 = await startS3Server(program.path);
  });
  afterAll(async () => {
    await stop();
    site?.close();
    await s3?.stop();
    container?.remove();
  });

  /** Starts the image with no Runtime API in sight: its entry then starts the emulator, which starts the runtime. */
  const start = async (handler: string, environment: Record<string, string> = {}) => {
    await stop();
    const child = container.start([handler], {
      AWS_LAMBDA_FUNCTION_NAME: 'function',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
      AWS_LAMBDA_FUNCTION_TIMEOUT: '90',
      AWS_REGION: 'us-east-1',
      ...environment,
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => lines.push(String(text)));
    running = { child, log: () => lines.join('') };
    return running;
  };
  const stop = async () => {
    const child = running?.child;
    running = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    for (const pid of familyOf(child.pid ?? 0).reverse())
      try {
        process.kill(pid, 'SIGKILL');
      } catch {}
    await ended;
  };
  const invoke = async (event: unknown): Promise<string> => {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(INVOCATIONS, { method: 'POST', body: JSON.stringify(event) }).catch(
        () => undefined,
      );
      if (answer) return await answer.text();
      if (tries === 100) throw new Error(`the emulator does not answer:\n${running?.log()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const library = () => ({
    STILLPAGE_BUCKET: 'library',
    AWS_ENDPOINT_URL_S3: s3.options.endpoint ?? '',
    AWS_ACCESS_KEY_ID: s3.options.credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: s3.options.credentials?.secretAccessKey ?? '',
    STILLPAGE_CAPTURE_FUNCTION: 'capture',
  });

  test('a capture: a job in, a still at the signed place, the result told', async () => {
    await start(`${handlers}/capture-on-loopback.handler`);
    const { job, file, result } = site.job('/page');
    expect(JSON.parse(await invoke(job))).toEqual({ snapshotId: job.snapshotId, status: 'done' });
    expect(file('still')?.length).toBeGreaterThan(100);
    expect(result().outcome).toMatchObject({ status: 'done' });
  });

  test('the API: a Function URL event in, metadata and body out', async () => {
    await start('dist/lambda/function-url.handler', library());
    const event = {
      version: '2.0',
      rawPath: '/health',
      rawQueryString: '',
      headers: {},
      requestContext: {
        domainName: 'x.lambda-url.us-east-1.on.aws',
        http: { method: 'GET', path: '/health' },
      },
      isBase64Encoded: false,
    };
    const [metadata = '', body = ''] = (await invoke(event)).split(DELIMITER);
    expect(JSON.parse(metadata)).toMatchObject({ statusCode: 200 });
    expect(JSON.parse(body)).toMatchObject({ status: 'ok' });
    const refused = await invoke({ ...event, rawPath: '/links' });
    expect(JSON.parse(refused.split(DELIMITER)[0] ?? '')).toMatchObject({ statusCode: 401 });
  });

  test('the index: a batch in, the messages to come again out', async () => {
    await start('dist/lambda/index.handler', library());
    expect(JSON.parse(await invoke({ Records: [{ messageId: 'a', body: 'junk' }] }))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }],
    });
  });

  test('the sweep: a schedule in, its report out', async () => {
    await start('dist/lambda/sweep.handler', library());
    expect(JSON.parse(await invoke({ task: 'captures' }))).toEqual({
      captures: { ended: 0, started: 0, waiting: 0 },
    });
  });

  test('an error of the handler and one of the start are reported as Lambda expects, the extension registered', async () => {
    const { log } = await start(`${handlers}/awkward.handler`);
    expect(JSON.parse(await invoke({ ms: -1 }))).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'negative',
    });
    expect(log()).toContain('stillpage-telemetry');
    await start('dist/lambda/index.handler', { ...library(), STILLPAGE_BUCKET: 'another' });
    expect(JSON.parse(await invoke({}))).toMatchObject({
      errorType: 'StillpageConfiguration',
      errorMessage: 'There is no bucket another.',
    });
  });
});

const lint = cfnLint();
if (!lint) process.stderr.write('The template is not linted: pip install cfn-lint.\n');

test.skipIf(lint === undefined)('the template passes its linter', () => {
  const run = spawnSync(lint ?? '', [join(ROOT, 'template.yaml')], { encoding: 'utf8' });
  expect([run.status, run.stdout, run.stderr]).toEqual([0, '', '']);
});
