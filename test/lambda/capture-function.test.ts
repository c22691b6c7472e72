import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaptureResult, UploadJob } from '@stillpage/lambda/aws/capture-job.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForTests, missingForTests, ROOT } from './cloud.ts';
import { type Deployed, deploy } from './function.ts';
import { runtimeClient } from './runtime-client.ts';

const missing = missingForTests();
const TEXT = '<p>Words that are kept. </p>'.repeat(60);
/** Captures in a row by which memory, processes and files must not have grown. */
const IN_A_ROW = 7;
/** What a heap that still warms up may take more, in MB; the bench looks for creep over hundreds. */
const MEMORY_SLACK_MB = 120;

describe.skipIf(missing !== undefined)('the capture function in its sandbox', () => {
  const started: Deployed[] = [];
  const uploads = new Map<string, Buffer>();
  let site: Server;
  let origin = '';
  let handlers = '';
  let refuseUploads = false;
  /** The sandbox's own /tmp. */
  const scratch = mkdtempSync(join(tmpdir(), 'stillpage-sandbox-'));
  beforeAll(async () => {
    site = createServer(async (request, response) => {
      const { url = '' } = request;
      if (request.method === 'PUT') {
        const bytes = await bytesOf(request);
        if (refuseUploads && !/progress|result/.test(url)) return void response.writeHead(403).end();
        uploads.set(url, bytes);
        return void response.writeHead(200).end();
      }
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.write(`<!doctype html><title>A page</title><h1>A page</h1>${TEXT}`);
      // The head of it comes at once and the rest never.
      if (url !== '/endless') response.end();
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    handlers = await bundleForTests();
  }, 60_000);
  afterAll(async () => {
    await Promise.all(started.map((deployed) => deployed.stop()));
    site?.closeAllConnections();
    site?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const start = (timeoutMs: number, name = 'capture-on-loopback') => {
    const client = runtimeClient();
    const deployed = deploy({
      client: 'path' in client ? client.path : '',
      taskRoot: ROOT,
      handler: `${handlers}/${name}.handler`,
      timeoutMs,
      environment: { TMPDIR: scratch },
    });
    started.push(deployed);
    return deployed;
  };
  const jobFor = (path: string): { job: UploadJob; result: () => CaptureResult } => {
    const id = newSnapshotId();
    const place = (name: string) => `${origin}/uploads/${id}/${name}`;
    const names = ['still', 'text', 'thumbnail', 'screenshot', 'pdf'] as const;
    return {
      job: {
        schema: 1,
        snapshotId: id,
        attempt: 1,
        url: new URL(path, origin).href,
        view: viewSchema.parse({}),
        wanted: ['still', 'text', 'thumbnail', 'screenshot'],
        uploads: Object.fromEntries(names.map((name) => [name, place(name)])),
        progress: place('progress'),
        result: place('result'),
      },
      result: () => JSON.parse(uploads.get(`/uploads/${id}/result`)?.toString('utf8') ?? 'null'),
    };
  };

  test('it goes on after its sandbox was frozen, and leaves no more the last time than the first', async () => {
    const deployed = start(60_000);
    const seen: { memory: number; processes: number; files: number }[] = [];
    for (let count = 0; count < IN_A_ROW; count += 1) {
      const { job, result } = jobFor('/page');
      expect(await deployed.invoke(job)).toEqual({ snapshotId: job.snapshotId, status: 'done' });
      expect(result()).toMatchObject({ attempt: 1, outcome: { status: 'done', page: { title: 'A page' } } });
      const [sandbox] = deployed.sandboxes;
      if (!sandbox) throw new Error('no sandbox');
      seen.push({
        memory: sandbox.memoryMb(),
        processes: sandbox.processes(),
        files: readdirSync(scratch, { recursive: true }).length,
      });
      sandbox.freeze();
      if (count === 2) await new Promise((resolve) => setTimeout(resolve, 1500));
      sandbox.thaw();
    }
    expect(deployed.sandboxes).toHaveLength(1);
    const [, second, ...others] = seen;
    expect(others.map(({ processes }) => processes)).toEqual(others.map(() => 1));
    expect(Math.max(...others.map(({ files }) => files))).toBe(second?.files);
    expect(others.at(-1)?.memory).toBeLessThan((second?.memory ?? 0) + MEMORY_SLACK_MB);
  });

  test('with little time it keeps what is there and ends before the platform ends it', async () => {
    const { job, result } = jobFor('/endless');
    expect(await start(22_000).invoke(job)).toMatchObject({ status: 'partial' });
    expect(Object.keys(result().artifacts)).toContain('still');
    expect(result().outcome.omissions.length + (result().outcome.error ? 1 : 0)).toBeGreaterThan(0);
  });

  test('with less time than a capture needs it says so', async () => {
    const { job, result } = jobFor('/page');
    await expect(start(12_000).invoke(job)).rejects.toThrow('timeout is too short');
    expect(result().outcome).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining("capture function's timeout is too short") },
    });
  });

  test('uploads that are refused are a failure that the platform tries again', async () => {
    refuseUploads = true;
    const { job, result } = jobFor('/page');
    await expect(start(60_000).invoke(job)).rejects.toThrow('An upload was not taken: HTTP 403');
    refuseUploads = false;
    expect(result().outcome).toMatchObject({ status: 'failed', error: { code: 'storage-unavailable' } });
  });

  test('the function of the image opens no address of this machine, and drops what is no job', async () => {
    const deployed = start(60_000, 'capture');
    const { job, result } = jobFor('/page');
    expect(await deployed.invoke(job)).toMatchObject({ status: 'failed' });
    expect(result().outcome.error?.code).toBe('blocked-address');
    expect(await deployed.invoke({ ...job, uploads: { ...job.uploads, records: 'x' } })).toMatchObject({
      status: 'dropped',
    });
    expect(await deployed.invoke({ junk: randomBytes(8).toString('hex') })).toMatchObject({
      status: 'dropped',
    });
  });
});

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
