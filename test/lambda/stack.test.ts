import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PUTS_PER_STILL } from '@stillpage/lambda/aws/prices.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleForTests, type Cloud, missingForTests, startCloud } from './cloud.ts';

const missing = missingForTests();
if (missing)
  process.stderr.write(`The functions under Lambda's runtime client are not tested: ${missing}.\n`);

const PAGE = `<!doctype html><html lang="zh"><title>山水之间</title><h1>山水之间的城市</h1>
<p>桂林的漓江从群山之间流过，江水清澈见底，两岸的石峰倒映在水中。</p><p>${'游人乘竹筏顺流而下。'.repeat(40)}</p></html>`;

describe.skipIf(missing !== undefined)('the four functions', () => {
  let cloud: Cloud;
  let site: Server;
  let origin: string;
  beforeAll(async () => {
    site = createServer((request, response) => {
      if (request.url === '/reset') return void request.socket.destroy();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    cloud = await startCloud(await bundleForTests());
  }, 240_000);
  afterAll(async () => {
    await cloud?.stop();
    site?.closeAllConnections();
    site?.close();
  });

  const ask = async (path: string, init: RequestInit = {}) =>
    await fetch(`${cloud.url}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${cloud.token}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    });
  const save = async (url: string, more: object = {}) => {
    const answer = await ask('/snapshots', { method: 'POST', body: JSON.stringify({ url, ...more }) });
    expect(answer.status).toBe(202);
    return (await answer.json()) as { id: string; link: string; status: string };
  };
  const settled = async (id: string) => {
    for (;;) {
      const snapshot = (await (await ask(`/snapshots/${id}?wait=5`)).json()) as {
        status: string;
        artifacts: Record<string, unknown>;
        error?: { code: string };
        attempts: number;
      };
      if (snapshot.status !== 'queued' && snapshot.status !== 'capturing') return snapshot;
    }
  };

  test('a save becomes a still in the bucket, is shown, and is found by a Chinese word', async () => {
    const saved = await save(`${origin}/guilin`, { tags: ['旅行/广西'] });
    expect(saved).toMatchObject({ status: 'queued', link: expect.stringContaining(`/s/${saved.id}`) });
    const snapshot = await settled(saved.id);
    expect(snapshot).toMatchObject({ status: 'done', attempts: 1 });
    expect(Object.keys(snapshot.artifacts).sort()).toEqual(['screenshot', 'still', 'text', 'thumbnail']);

    const still = await fetch(`${cloud.url}/s/${saved.id}/page`);
    expect(still.status).toBe(200);
    expect(still.headers.get('content-security-policy')).toContain('sandbox');
    expect(await still.text()).toContain('山水之间的城市');
    const viewer = await fetch(`${cloud.url}/s/${saved.id}`);
    expect(await viewer.text()).toContain('山水之间');

    const query = `/links?q=${encodeURIComponent('漓江')}`;
    // A notification is on its way when the still is there already: the list follows in its own time.
    await expect
      .poll(async () => await (await ask(query)).json(), { timeout: 30_000, interval: 200 })
      .toMatchObject({ links: [{ title: '山水之间', tags: ['旅行/广西'], snapshot: { status: 'done' } }] });
    const tags = (await (await ask('/tags')).json()) as { tags: { tag: string }[] };
    expect(tags.tags).toEqual([{ tag: '旅行/广西', count: 1 }]);
    const changes = (await (await ask('/changes')).json()) as { links: unknown[] };
    expect(changes.links).toHaveLength(1);
    // The queue of saves and the capture's own news are gone; the records and files stay.
    const page = await cloud.store.list(`snapshots/${saved.id}/`);
    expect(page.ok && page.value.objects.map(({ key }) => key.split('/').at(-1)).sort()).toEqual([
      'record.json',
      'screenshot.webp',
      'still.html',
      'text.md',
      'thumbnail.webp',
    ]);
    const queue = await cloud.store.list('queue/');
    expect(queue.ok && queue.value.objects).toEqual([]);
  });

  test('a further save takes about as many writes as its cost is reckoned with', async () => {
    await cloud.notifications.drained();
    const before = cloud.notifications.created();
    await settled((await save(`${origin}/again`)).id);
    await cloud.notifications.drained();
    const written = cloud.notifications.created() - before;
    process.stdout.write(`  ${written} objects written for one still\n`);
    expect(written).toBeGreaterThan(PUTS_PER_STILL / 3);
    expect(written).toBeLessThan(PUTS_PER_STILL * 1.7);
  });

  test('the capture function is told of no bucket and no key but its own uploads', async () => {
    const job = cloud.lambda.accepted[0] as { uploads: Record<string, string> };
    for (const url of Object.values(job.uploads)) {
      const other = new URL(url);
      other.pathname = other.pathname.replace(/snapshots\/.*/, 'links/x.json');
      expect((await fetch(other, { method: 'PUT', body: 'x' })).status).toBe(403);
      expect((await fetch(url)).status).toBe(403);
    }
    expect(cloud.capture.log()).not.toContain('X-Amz-Signature');
    expect(cloud.api.log()).not.toContain(cloud.token);
  });

  test("a site's failure is a result, tried a second time on the spot and not by the platform", async () => {
    const before = cloud.lambda.accepted.length;
    const saved = await save(`${origin}/reset`);
    expect(await settled(saved.id)).toMatchObject({
      status: 'failed',
      error: { code: 'connection-failed' },
    });
    await cloud.lambda.quiet();
    expect(cloud.lambda.accepted.length).toBe(before + 1);
    expect(cloud.lambda.deadLetters).toEqual([]);
    const again = await ask(`/snapshots/${saved.id}/retry`, { method: 'POST' });
    expect(again.status).toBe(202);
    expect(await settled(saved.id)).toMatchObject({ status: 'failed', attempts: 1 });
  });

  test('a save that Lambda does not take is kept, and the sweep starts it', async () => {
    cloud.lambda.forbid(true);
    const saved = await save(`${origin}/later`);
    cloud.lambda.forbid(false);
    expect(await (await ask(`/snapshots/${saved.id}`)).json()).toMatchObject({
      status: 'queued',
      attempts: 0,
    });
    expect(cloud.api.log()).toContain('could not be given to the capture function');
    expect(await cloud.sweep.invoke({ task: 'captures' })).toMatchObject({
      captures: { ended: 0, started: 1, waiting: 0 },
    });
    expect(await settled(saved.id)).toMatchObject({ status: 'done', attempts: 1 });
  });

  test('the index takes what comes twice, and gives back what it cannot read', async () => {
    const { Records } = {
      Records: [{ eventName: 's3:ObjectCreated:Put', s3: { object: { key: 'links/none.json' } } }],
    };
    const link = JSON.stringify({ Records });
    const answer = await cloud.index.invoke({
      Records: [
        { messageId: 'a', body: link },
        { messageId: 'b', body: 'not JSON' },
        { messageId: 'c', body: '{"Service":"Amazon S3","Event":"s3:TestEvent"}' },
        { messageId: 'd', body: link },
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    await cloud.notifications.send('garbage');
    await cloud.notifications.drained();
    expect(await cloud.notifications.deadLetters()).toEqual(['garbage']);
  });

  test('the index is built anew from the records', async () => {
    const listed = async () => ((await (await ask('/links')).json()) as { links: unknown[] }).links.length;
    const before = await listed();
    expect(await cloud.index.invoke({ reindex: true })).toEqual({ links: before });
    expect(await listed()).toBe(before);
    expect(await cloud.sweep.invoke({ task: 'library' })).toMatchObject({ indexed: before, purged: 0 });
  });
});
