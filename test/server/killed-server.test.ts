import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ServerProcess, startServerProcess } from './server-process.ts';

const KILLS = 24;
const SAVES_A_RUN = 3;
const CAPTURE_MS = 60;
/** Every fourth server is killed at any time from its start, the others at any time from their first acknowledgement. */
const EARLY_EVERY = 4;
const FIRST_ACKNOWLEDGED_MS = 20_000;

let folder = '';
let server: ServerProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-killed-'));
});
afterEach(async () => {
  await server?.kill();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<ServerProcess> {
  const started = await startServerProcess(folder, CAPTURE_MS);
  if ('error' in started) throw new Error(started.error.message);
  server = started;
  return started;
}

function call(path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${server?.token}`, 'content-type': 'application/json' };
  return fetch(`${server?.url}${path}`, { ...init, headers });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test(`${KILLS} kills at random moments lose nothing that was acknowledged and double nothing`, async () => {
  const acknowledged = new Map<string, { url: string; tag: string }>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await start();
    const first = Promise.withResolvers<void>();
    const saves = Array.from({ length: SAVES_A_RUN }, async (_, index) => {
      const id = newSnapshotId();
      // Every fourth address is one of three, so that versions pile up on some links.
      const url = `https://example.org/${kill % 4 === 0 ? `again-${index}` : `${kill}-${index}`}`;
      const tag = `run-${kill}`;
      const body = JSON.stringify({ id, url, tags: [tag, '都'] });
      const response = await call('/snapshots', { method: 'POST', body }).catch(() => undefined);
      if (response?.status !== 202) return;
      acknowledged.set(id, { url, tag });
      first.resolve();
    });
    if (kill % EARLY_EVERY > 0) await Promise.race([first.promise, pause(FIRST_ACKNOWLEDGED_MS)]);
    await pause(Math.random() * CAPTURE_MS * 4);
    await server?.kill();
    await Promise.all(saves);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS - KILLS / EARLY_EVERY);

  await start();
  for (const [id, { url, tag }] of acknowledged) {
    let snapshot = await (await call(`/snapshots/${id}?wait=20`)).json();
    // Three kills in the middle of one capture: given up, and one request away from being captured.
    if (snapshot.status === 'failed') {
      expect(snapshot).toMatchObject({ attempts: 3, error: { code: 'browser-crashed', retryable: true } });
      expect((await call(`/snapshots/${id}/retry`, { method: 'POST' })).status).toBe(202);
      snapshot = await (await call(`/snapshots/${id}?wait=20`)).json();
    }
    expect(snapshot, id).toMatchObject({ id, url, status: 'done', artifacts: { still: {}, text: {} } });
    const link = await (await call(`/links/${snapshot.linkId}`)).json();
    expect(link.tags).toContain(tag);
    expect(link.snapshotIds.filter((version: string) => version === id)).toEqual([id]);
  }
  const listed: LinkAnswer[] = (await (await call('/links?limit=200&tag=%E9%83%BD')).json()).links;
  const addresses = listed.map(({ url }) => url);
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const { url } of acknowledged.values()) expect(addresses).toContain(url);
  // The index says what the records say, of saves too that were never acknowledged.
  for (const { snapshot } of listed)
    expect((await (await call(`/snapshots/${snapshot?.id}`)).json()).status).toBe(snapshot?.status);
  const found: LinkAnswer[] = (await (await call(`/links?limit=200&q=${encodeURIComponent('安静')}`)).json())
    .links;
  for (const { url } of acknowledged.values()) expect(found.map((link) => link.url)).toContain(url);
  // Saves that were never acknowledged are captured too, whenever their turn comes.
  await expect.poll(() => readdir(join(folder, 'queue')), { timeout: 30_000 }).toEqual([]);
}, 480_000);

test('a capture that ends the server three times is given up, and its link is kept', async () => {
  const id = newSnapshotId();
  const slow = await startServerProcess(folder, 60_000);
  if ('error' in slow) throw new Error(slow.error.message);
  server = slow;
  await call('/snapshots', {
    method: 'POST',
    body: JSON.stringify({ id, url: 'https://example.org/', tags: ['kept'] }),
  });
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await expect
      .poll(async () => (await call(`/snapshots/${id}`)).json(), { timeout: 30_000 })
      .toMatchObject({ status: 'capturing', attempts: attempt });
    await server.kill();
    const again = await startServerProcess(folder, 60_000);
    if ('error' in again) throw new Error(again.error.message);
    server = again;
  }
  const snapshot = await (await call(`/snapshots/${id}?wait=10`)).json();
  expect(snapshot).toMatchObject({ status: 'failed', error: { code: 'browser-crashed' } });
  expect((await (await call('/links?tag=kept')).json()).links).toHaveLength(1);
});

test('an orderly end in the middle of a capture costs no attempt', async () => {
  const id = newSnapshotId();
  const slow = await startServerProcess(folder, 60_000);
  if ('error' in slow) throw new Error(slow.error.message);
  server = slow;
  await call('/snapshots', { method: 'POST', body: JSON.stringify({ id, url: 'https://example.org/' }) });
  await expect
    .poll(async () => (await call(`/snapshots/${id}`)).json(), { timeout: 30_000 })
    .toMatchObject({ status: 'capturing' });
  await server.stop();
  await start();
  expect(await (await call(`/snapshots/${id}?wait=10`)).json()).toMatchObject({
    status: 'done',
    attempts: 1,
  });
});
