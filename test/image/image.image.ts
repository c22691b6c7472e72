import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForTests } from '../lambda/cloud.ts';
import { jsonOf, type Sandbox, startSandbox } from '../lambda/sandbox.ts';
import { type S3Server, s3ServerProgram, startS3Server } from '../store/s3-server.ts';
import { ensureBases } from './base-images.ts';
import { buildTarget, imageOf, type Layer, layersOf, ROOT } from './build-image.ts';
import { type Container, openContainer } from './container.ts';
import { differences, SCRIPTS, SCRIPTS_PAGE } from './scripts-page.ts';
import { missingTools } from './tools.ts';
import { startUploadSite, type UploadSite } from './upload-site.ts';

const missing = missingTools();
if (missing) process.stderr.write(`No image is built: ${missing}.\n`);

const program = s3ServerProgram();
if ('missing' in program) process.stderr.write(`The API of the image is not started: ${program.missing}.\n`);

/** Lambda takes 10 GB; ours is far below, and a cold start loads what it reads of it. */
const IMAGE_MAX_BYTES = 1_100_000_000;

describe.skipIf(missing !== undefined)('the image', () => {
  const containers: Container[] = [];
  const sandboxes: Sandbox[] = [];
  let handlers = '';
  let site: UploadSite;
  let layers: Layer[] = [];
  beforeAll(async () => {
    handlers = await bundleForTests();
    ensureBases();
    layers = layersOf(buildTarget('debian'));
    buildTarget('os-only');
    site = await startUploadSite({ '/scripts': SCRIPTS_PAGE });
  });
  afterAll(async () => {
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    for (const container of containers) container.remove();
    site?.close();
  });

  const open = (target: 'debian' | 'os-only') => {
    const container = openContainer(imageOf(target), {
      [`var/task/${handlers}`]: join(ROOT, handlers),
    });
    containers.push(container);
    return container;
  };
  const start = async (
    container: Container,
    handler: string,
    environment: Record<string, string> = {},
    options: { tmpMb?: number; command?: string[]; timeoutMs?: number } = {},
  ) => {
    const sandbox = await startSandbox({
      client: '',
      handler,
      taskRoot: '/var/task',
      timeoutMs: options.timeoutMs ?? 90_000,
      environment,
      start: (given) => {
        // The image says itself where its programs lie.
        const { PATH: _path, ...others } = given;
        return container.start(options.command ?? [handler], others, options.tmpMb);
      },
    });
    sandboxes.push(sandbox);
    return sandbox;
  };
  const output = async (container: Container, command: string[]) => {
    const child = container.run(command, { PATH: '/usr/local/bin:/usr/bin:/bin' });
    let text = '';
    for await (const chunk of child.stdout ?? []) text += chunk;
    return text.trim();
  };

  test('its layers are far below what Lambda takes', () => {
    const rows = layers.map(({ what, bytes }) => `${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${what}`);
    const whole = layers.reduce((sum, { bytes }) => sum + bytes, 0);
    process.stdout.write(`${rows.join('\n')}\n${(whole / 1e6).toFixed(1).padStart(8)} MB  in all\n`);
    expect(whole).toBeGreaterThan(100_000_000);
    expect(whole).toBeLessThan(IMAGE_MAX_BYTES);
  });

  test('a capture runs read-only, as another user, with /tmp alone to write; every script is drawn', async () => {
    const container = open('debian');
    expect(
      await output(container, ['/bin/sh', '-c', 'id -u; touch /var/task/x 2>/dev/null || echo read-only']),
    ).toBe('993\nread-only');
    const sandbox = await start(container, `${handlers}/capture-on-loopback.handler`);
    const { job, file, result } = site.job('/scripts');
    expect(await jsonOf(await sandbox.invoke(job))).toMatchObject({ status: 'done' });
    expect(result().outcome).toMatchObject({ status: 'done', page: { title: 'Scripts' } });
    expect(file('text')?.length).toBeGreaterThan(0);
    const differing = await differences(file('screenshot') ?? Buffer.alloc(0));
    for (const script of Object.keys(SCRIPTS))
      expect([script, differing[script] ?? 0]).toEqual([
        script,
        expect.toSatisfy((pixels: number) => pixels > 60),
      ]);
    // Ready again, without a process or a file of the browser.
    sandbox.freeze();
    sandbox.thaw();
    const again = site.job('/scripts');
    expect(await jsonOf(await sandbox.invoke(again.job))).toMatchObject({ status: 'done' });
    process.stdout.write(`  init in the container: ${Math.round(sandbox.initMs())} ms\n`);
  });

  test('the capture function as it is shipped keeps to the public internet, and tells a /tmp that is too small', async () => {
    const container = open('debian');
    const sandbox = await start(container, 'dist/lambda/capture.handler');
    const { job, result } = site.job('/scripts');
    expect(await jsonOf(await sandbox.invoke(job))).toMatchObject({ status: 'failed' });
    expect(result().outcome.error?.code).toBe('blocked-address');
    const small = await start(container, 'dist/lambda/capture.handler', {}, { tmpMb: 100 });
    await expect(small.invoke(site.job('/scripts').job).then(jsonOf)).rejects.toThrow(
      /\/tmp has \d+ MB free and a capture needs \d+ MB/,
    );
  });

  test.skipIf('missing' in program)('the API starts and answers, and a wrong bucket is named', async () => {
    if ('missing' in program) throw new Error(program.missing);
    const s3: S3Server = await startS3Server(program.path);
    const environment = {
      STILLPAGE_BUCKET: 'library',
      AWS_ENDPOINT_URL_S3: s3.options.endpoint ?? '',
      AWS_ACCESS_KEY_ID: s3.options.credentials?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: s3.options.credentials?.secretAccessKey ?? '',
    };
    const container = open('debian');
    const sandbox = await start(container, 'dist/lambda/function-url.handler', environment);
    expect(await sandbox.api.ready).toEqual({ ok: true });
    const wrong = await start(container, 'dist/lambda/function-url.handler', {
      ...environment,
      STILLPAGE_BUCKET: 'another',
    });
    expect(await wrong.api.ready).toMatchObject({ ok: false, message: 'There is no bucket another.' });
    process.stdout.write(`  init of the API in the container: ${Math.round(sandbox.initMs())} ms\n`);
    await s3.stop();
  });

  test("the OS-only image's bootstrap starts the handler that Lambda names, under the wrapper of a layer", async () => {
    const container = open('os-only');
    const sandbox = await start(
      container,
      `${handlers}/capture-on-loopback.handler`,
      { AWS_LAMBDA_EXEC_WRAPPER: '/usr/bin/env' },
      { command: ['/var/runtime/bootstrap'] },
    );
    const { job, result } = site.job('/scripts');
    expect(await jsonOf(await sandbox.invoke(job))).toMatchObject({ status: 'done' });
    expect(result().outcome.status).toBe('done');
  });

  test('what it starts lies where it says, is no symbolic link, and can be read by everybody', async () => {
    const container = open('debian');
    const { root, config } = container;
    for (const path of [
      config.Entrypoint?.[0] ?? '',
      '/var/runtime/stillpage-entry',
      '/opt/extensions/stillpage-telemetry',
    ]) {
      expect(path).toMatch(/^\//);
      expect(lstatSync(join(root, path)).isFile()).toBe(true);
      expect(statSync(join(root, path)).mode & 0o555).toBe(0o555);
    }
    expect(config.Cmd).toEqual(['dist/lambda/function-url.handler']);
    for (const name of ['function-url', 'capture', 'index', 'sweep'])
      expect(statSync(join(root, `var/task/dist/lambda/${name}.mjs`)).mode & 0o444).toBe(0o444);
    expect(await output(container, ['/usr/bin/find', '/var/task', '/opt', '!', '-readable'])).toBe('');
    // Nothing of the building: no compiler, no bundler, no packed Chromium.
    const packages = readdirSync(join(root, 'var/task/node_modules'));
    for (const name of ['typescript', 'vite', 'puppeteer-core', '@biomejs', 'node-gyp'])
      expect(packages).not.toContain(name);
    expect(await output(container, ['/usr/bin/find', '/var/task', '-name', '*.br'])).toBe('');
    const limit = await output(container, [
      '/var/runtime/stillpage-wrapper',
      '/bin/sh',
      '-c',
      'ulimit -c; echo $HOME',
    ]);
    expect(limit).toBe('0\n/tmp');
  });

  test('the three targets hold the same, and no base is without a reason', () => {
    const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const stages = text.split(/^FROM /m).slice(1);
    const stage = (name: string) => stages.find((body) => new RegExp(`^\\S+ AS ${name}\\n`).test(body)) ?? '';
    for (const name of ['aws', 'os-only', 'debian']) {
      for (const copied of ['/var/task/node_modules/.cache', '/image/packages', '/var/task/dist/lambda'])
        expect(stage(name)).toContain(copied);
      expect(stage(name)).toContain('COPY --from=layers /opt /opt');
      expect(stage(name)).toContain('CMD ["dist/lambda/function-url.handler"]');
    }
    // Lambda's Node base has its own entry point and looks at the wrapper by itself.
    expect(stage('aws')).not.toContain('ENTRYPOINT');
    expect(stage('aws')).toContain('AWS_LAMBDA_EXEC_WRAPPER=/var/runtime/stillpage-wrapper');
    expect(stage('os-only')).toContain('/var/runtime/bootstrap');
    for (const [, name] of text.matchAll(/^ARG (\w+_(?:IMAGE|BASE)|LAYERS)=/gm))
      expect(text).toMatch(new RegExp(`^#[^\\n]*\\nARG ${name}=\\S+`, 'm'));
    expect(text).not.toMatch(/:latest\b/);
  });
});
