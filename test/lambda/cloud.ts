import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTokens } from '@stillpage/lambda/library/tokens.ts';
import { bundleHandlers } from '@stillpage/lambda/setup/bundle-handlers.ts';
import { openS3Store } from '@stillpage/lambda/store/s3-store.ts';
import type { Store } from '@stillpage/lambda/store/store.ts';
import { value } from '../store/contract.ts';
import { type S3Server, s3ServerProgram, startS3Server } from '../store/s3-server.ts';
import { type LambdaEndpoint, startLambdaEndpoint } from './async-invocations.ts';
import { type Deployed, deploy } from './function.ts';
import { type Notifications, startNotifications } from './notifications.ts';
import { runtimeClient } from './runtime-client.ts';
import type { SandboxOptions } from './sandbox.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** Two levels under the root, as in the image. */
const HANDLERS = 'dist/lambda-test';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Bundles the handlers as the image does, with a capture function that may reach the tests' own sites. */
export async function bundleForTests(): Promise<string> {
  const entry = (name: string) => join(ROOT, 'lambda', 'entries', `${name}.ts`);
  await bundleHandlers(join(ROOT, HANDLERS), {
    'function-url': entry('function-url'),
    capture: entry('capture'),
    index: entry('index'),
    sweep: entry('sweep'),
    telemetry: entry('telemetry'),
    'capture-on-loopback': here('capture-on-loopback.ts'),
    awkward: here('awkward.ts'),
  });
  return HANDLERS;
}

/** What the tests need and this machine lacks. */
export function missingForTests(): string | undefined {
  const program = s3ServerProgram();
  if ('missing' in program) return program.missing;
  const client = runtimeClient();
  return 'missing' in client ? client.missing : undefined;
}

/** The whole stack on this machine: bucket, queue, the four functions under the real runtime client. */
export type Cloud = {
  readonly s3: S3Server;
  readonly store: Store;
  readonly token: string;
  readonly api: Deployed;
  readonly capture: Deployed;
  readonly index: Deployed;
  readonly sweep: Deployed;
  readonly lambda: LambdaEndpoint;
  readonly notifications: Notifications;
  readonly url: string;
  /** The environment of a function that may use the library. */
  readonly environment: Readonly<Record<string, string>>;
  deploy(name: string, options?: Partial<SandboxOptions> & { concurrency?: number }): Deployed;
  stop(): Promise<void>;
};

export async function startCloud(
  handlers: string,
  options: { readonly capture?: Partial<SandboxOptions> } = {},
): Promise<Cloud> {
  const program = s3ServerProgram();
  const client = runtimeClient();
  if ('missing' in program || 'missing' in client) throw new Error(missingForTests());
  if (!existsSync(join(ROOT, handlers))) throw new Error(`${handlers} is not built`);
  const notifications = await startNotifications();
  const s3 = await startS3Server(program.path, ['--event-webhook-url', notifications.hook]);
  const { bucket, region, endpoint = '', credentials } = s3.options;
  const functions: Record<string, Deployed> = {};
  const lambda = await startLambdaEndpoint(functions);
  const environment = {
    STILLPAGE_BUCKET: bucket,
    AWS_REGION: region,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
    STILLPAGE_CAPTURE_FUNCTION: 'capture',
  };
  const started: Deployed[] = [];
  const start: Cloud['deploy'] = (name, more = {}) => {
    const deployed = deploy({
      client: client.path,
      handler: `${handlers}/${name}.handler`,
      taskRoot: ROOT,
      environment,
      ...more,
    });
    started.push(deployed);
    return deployed;
  };
  // The capture function is told nothing of the bucket and has no key.
  const capture = start('capture-on-loopback', {
    environment: {},
    timeoutMs: 90_000,
    concurrency: 2,
    ...options.capture,
  });
  functions.capture = capture;
  const api = start('function-url', { timeoutMs: 60_000 });
  const index = start('index', { concurrency: 1, timeoutMs: 60_000 });
  const sweep = start('sweep', { timeoutMs: 60_000 });
  notifications.connect(index);
  const store = value(await openS3Store(s3.options));
  const token = value(await openTokens(store, () => {}).create('tests'));
  const { url } = await api.url();
  return {
    s3,
    store,
    token,
    api,
    capture,
    index,
    sweep,
    lambda,
    notifications,
    url,
    environment,
    deploy: start,
    async stop() {
      await lambda.close();
      await notifications.close();
      await Promise.all(started.map((deployed) => deployed.stop()));
      await s3.stop();
    },
  };
}
