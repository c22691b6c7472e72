import { openLibrary } from '@stillpage/lambda/library/library.ts';
import { openS3Store } from '@stillpage/lambda/store/s3-store.ts';
import type { Store } from '@stillpage/lambda/store/store.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { value } from './contract.ts';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type S3Server, s3ServerProgram, startS3Server } from './s3-server.ts';

const program = s3ServerProgram();
/** Longest wait for an answer where there will be none, in ms: each silence costs as much. */
const SILENCE_TIMEOUT_MS = 250;
const ANSWER_TIMEOUT_MS = 5_000;
const FAULTS: Fault[] = ['error', 'slow-down', 'silence', 'cut', 'lost'];

/** Missing, it is said by the test of the store itself. */
describe.skipIf('missing' in program)('a bucket behind a bad network', () => {
  let server: S3Server;
  let proxy: FaultProxy;
  let store: Store;
  let impatient: Store;
  /** The same bucket without the network between. */
  let direct: Store;
  beforeAll(async () => {
    server = await startS3Server('path' in program ? program.path : '');
    proxy = await startFaultProxy(server.options.endpoint ?? '');
    direct = value(await openS3Store(server.options));
    const through = (answerTimeoutMs: number) =>
      openS3Store({ ...server.options, endpoint: proxy.endpoint, answerTimeoutMs });
    store = value(await through(ANSWER_TIMEOUT_MS));
    impatient = value(await through(SILENCE_TIMEOUT_MS));
  });
  afterEach(() => proxy.plan(() => undefined));
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  /** Does the fault to the first requests only. */
  function firstFails(fault: Fault, times: number): void {
    let left = times;
    proxy.plan(() => {
      left -= 1;
      return left >= 0 ? fault : undefined;
    });
  }

  for (const fault of FAULTS)
    test(`after ${fault} twice, everything is done once and right`, async () => {
      const key = `links/${fault}.json`;
      const asked = fault === 'silence' ? impatient : store;
      const bytes = (text: string) => Buffer.from(text.repeat(2000));
      firstFails(fault, 2);
      const made = await asked.put(key, bytes('one'), { ifAbsent: true });
      expect(made).toMatchObject({ ok: true });
      // Somebody else's object is a conflict also when the network breaks.
      firstFails(fault, 2);
      expect(await asked.put(key, bytes('two'), { ifAbsent: true })).toMatchObject({
        ok: false,
        error: { code: 'conflict' },
      });
      firstFails(fault, 2);
      const replaced = await asked.put(key, bytes('three'), { ifMatch: value(made).etag });
      expect(replaced).toMatchObject({ ok: true });
      firstFails(fault, 2);
      expect(await asked.put(key, bytes('four'), { ifMatch: value(made).etag })).toMatchObject({
        ok: false,
        error: { code: 'conflict' },
      });
      firstFails(fault, 2);
      const read = value(await asked.get(key));
      expect(Buffer.from(read?.bytes ?? []).equals(bytes('three'))).toBe(true);
      expect(read?.etag).toBe(value(replaced).etag);
      firstFails(fault, 2);
      expect(value(await asked.list('links/')).objects.map((object) => object.key)).toContain(key);
      firstFails(fault, 2);
      expect(await asked.delete(key)).toEqual({ ok: true, value: undefined });
      expect(value(await direct.get(key))).toBeUndefined();
    });

  for (const fault of ['error', 'slow-down', 'silence', 'cut'] as const)
    test(`${fault} without end is storage-unavailable, and nothing half-written is there`, async () => {
      const asked = fault === 'silence' ? impatient : store;
      value(await direct.put('links/kept.json', Buffer.from('kept')));
      proxy.plan((method) => (method === 'GET' || fault !== 'cut' ? fault : undefined));
      const unavailable = { ok: false, error: { code: 'storage-unavailable' } };
      expect(await asked.get('links/kept.json')).toMatchObject(unavailable);
      if (fault === 'cut') return;
      const before = proxy.seen();
      expect(await asked.put('links/new.json', Buffer.from('x'), { ifAbsent: true })).toMatchObject(
        unavailable,
      );
      expect(proxy.seen() - before, 'it is tried again').toBeGreaterThan(2);
      expect(value(await direct.get('links/new.json'))).toBeUndefined();
    });

  test('a stream whose later part never arrives leaves no object', async () => {
    const chunk = new Uint8Array(4 * 1024 * 1024);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 5; i += 1) controller.enqueue(chunk);
        controller.close();
      },
    });
    proxy.plan((_, path) => (/partNumber=2/.test(path) ? 'error' : undefined));
    expect(await store.putStream('snapshots/p/archive.wacz', body)).toMatchObject({
      ok: false,
      error: { code: 'storage-unavailable' },
    });
    expect(value(await direct.get('snapshots/p/archive.wacz'))).toBeUndefined();
  });

  test('saves over a network where every sixth request fails: what is acknowledged is there, once', async () => {
    const library = await openLibrary({
      store: impatient,
      catalog: catalogOf(server),
      base: () => 'https://example.org',
      log: () => undefined,
    });
    let count = 0;
    proxy.plan(() => {
      count += 1;
      return count % 6 === 0 ? FAULTS[Math.floor(count / 6) % FAULTS.length] : undefined;
    });
    const acknowledged: { id: string; url: string }[] = [];
    for (let i = 0; i < 12; i += 1) {
      const request = { id: newSnapshotId(), url: `https://example.org/${i % 5}`, tags: [`t${i}`] };
      const saved = await library.save(request);
      if (saved.ok) acknowledged.push(request);
      else expect(saved.error.code).toBe('storage-unavailable');
    }
    proxy.plan(() => undefined);
    expect(acknowledged.length).toBeGreaterThan(8);
    for (const { id, url } of acknowledged) {
      const snapshot = value(await library.snapshot(id));
      const link = value(await library.link(snapshot.linkId));
      expect(link.url).toBe(url);
      expect(link.snapshotIds.filter((version) => version === id)).toHaveLength(1);
    }
    await library.close();
  });
});

function catalogOf({ options }: S3Server) {
  const { bucket, region, endpoint = '', credentials } = options;
  return {
    uri: `s3://${bucket}/catalog`,
    storageOptions: {
      region,
      endpoint,
      allowHttp: 'true',
      virtualHostedStyleRequest: 'false',
      awsAccessKeyId: credentials?.accessKeyId ?? '',
      awsSecretAccessKey: credentials?.secretAccessKey ?? '',
    },
  };
}
