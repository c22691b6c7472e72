import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import { parseAllowedNetwork } from '@stillpage/lambda/capture/egress-guard/allowed-network.ts';
import { type RunningServer, startServer } from '@stillpage/lambda/entries/serve.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';

let folder = '';
let site: Site;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-saved-'));
  site = await startSite();
  await start();
});
afterAll(async () => {
  await server?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const network = parseAllowedNetwork(`127.0.0.1:${new URL(site.origin).port}`);
  if (!network.ok) throw new Error(network.error.message);
  const capturer = createCapturer({ allowNetwork: [network.value] });
  const started = await startServer({ folder, port: 0, capturer });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
}

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await response.json();
}

async function captured(url: string, tags: string[] = []) {
  const { id } = await call('POST', '/snapshots', { url, tags });
  let answer = await call('GET', `/snapshots/${id}?wait=25`);
  while (answer.status === 'queued' || answer.status === 'capturing')
    answer = await call('GET', `/snapshots/${id}?wait=25`);
  return answer;
}

test('a page becomes a tagged link to a still that needs neither the site nor script', async () => {
  const snapshot = await captured(`${site.origin}/basic.html`, ['城市/老城']);
  expect(snapshot).toMatchObject({ status: 'done', page: { title: 'A basic page', httpStatus: 200 } });
  expect(Object.keys(snapshot.artifacts).sort()).toEqual(['screenshot', 'still', 'text', 'thumbnail']);
  const requests = site.requests.length;

  const still = await (await fetch(`${snapshot.link}/page`)).text();
  expect(still).toContain('网页快照可以离线阅读');
  expect(still).toContain('Added by script.');
  expect(still).not.toMatch(/<script/i);
  for (const path of ['screenshot', 'thumbnail']) {
    const picture = await fetch(`${snapshot.link}/${path}`);
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect([picture.headers.get('content-type'), bytes.subarray(8, 12).toString()]).toEqual([
      'image/webp',
      'WEBP',
    ]);
    expect(bytes.length).toBe(snapshot.artifacts[path].bytes);
  }
  expect(await (await fetch(snapshot.link)).text()).toContain('<iframe');
  expect(site.requests.length).toBe(requests);

  for (const query of ['tag=%E5%9F%8E%E5%B8%82', `q=${encodeURIComponent('离线')}`, 'q=basic'])
    expect((await call('GET', `/links?${query}`)).links.map(({ id }: { id: string }) => id)).toEqual([
      snapshot.linkId,
    ]);
  expect((await call('GET', '/health')).chromium).toMatch(/\d+\./);
});

test('what cannot be opened is named, and its link is kept', async () => {
  expect(await captured('http://name-that-is-not.invalid/')).toMatchObject({
    status: 'failed',
    error: { code: 'dns-failure' },
  });
  expect(await captured('http://169.254.169.254/latest/meta-data/')).toMatchObject({
    status: 'failed',
    error: { code: 'blocked-address' },
  });
  expect(await captured(server.url)).toMatchObject({ status: 'failed', error: { code: 'blocked-address' } });
  expect((await call('GET', '/links?status=failed')).links).toHaveLength(3);
});

test('a library is found again after a restart', async () => {
  const before = await call('GET', '/links');
  await server.close();
  await start();
  const after = await call('GET', '/links');
  expect(after.links.map(({ id }: { id: string }) => id)).toEqual(
    before.links.map(({ id }: { id: string }) => id),
  );
});
