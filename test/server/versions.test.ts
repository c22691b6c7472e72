import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import { parseAllowedNetwork } from '@stillpage/lambda/capture/egress-guard/allowed-network.ts';
import { type RunningServer, startServer } from '@stillpage/lambda/entries/serve.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import type { DiffAnswer } from '@stillpage/shared/schemas/version.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
let site: Server;
let server: RunningServer;
let words = '第一版的文字。';
/** Changes with every request, as tokens and counters in real pages do, and shows nowhere. */
let nonce = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-versions-'));
  site = createServer((_request, response) => {
    nonce += 1;
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><html lang="zh"><title>News</title><meta name="csrf" content="${nonce}"><main><h1>新闻 News</h1><p>${words}</p><p>${'An unchanged sentence stands here. '.repeat(40)}</p></main>`,
      );
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const network = parseAllowedNetwork(`127.0.0.1:${(site.address() as AddressInfo).port}`);
  if (!network.ok) throw new Error(network.error.message);
  const started = await startServer({
    folder,
    port: 0,
    capturer: createCapturer({ allowNetwork: [network.value] }),
  });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
});
afterAll(async () => {
  await server?.close();
  site?.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (path: string, method = 'GET', body?: unknown) =>
  fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function saved(): Promise<SnapshotAnswer> {
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/news`;
  const { id } = (await (await ask('/snapshots', 'POST', { url })).json()) as SnapshotAnswer;
  for (;;) {
    const answer = (await (await ask(`/snapshots/${id}?wait=25`)).json()) as SnapshotAnswer;
    if (answer.status !== 'queued' && answer.status !== 'capturing') return answer;
  }
}
const filesOf = async ({ id }: SnapshotAnswer) => (await readdir(join(folder, 'snapshots', id))).sort();
const still = async ({ id }: SnapshotAnswer) => await (await ask(`/s/${id}/page`)).text();

test('an unchanged page is a version that stores nothing twice; a changed one is compared', async () => {
  const first = await saved();
  const second = await saved();
  const third = await saved();
  expect([first, second, third].map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  expect(first.unchangedSince).toBeUndefined();
  for (const version of [second, third]) {
    expect(version.unchangedSince).toEqual({ id: first.id, at: first.createdAt });
    expect(await filesOf(version)).toEqual(['record.json']);
    expect(await still(version)).toBe(await still(first));
  }
  expect(await (await ask(`/s/${second.id}`)).text()).toContain('unchanged since');

  words = '第二版的文字，改了。';
  const fourth = await saved();
  expect(fourth.unchangedSince).toBeUndefined();
  const { versions } = (await (await ask(`/links/${first.linkId}/versions`)).json()) as {
    versions: SnapshotAnswer[];
  };
  expect(versions.map(({ id }) => id)).toEqual([fourth, third, second, first].map(({ id }) => id));

  // Asked either way round, and by a version that has no files of its own.
  const diff = (await (await ask(`/snapshots/${fourth.id}/diff/${second.id}`)).json()) as DiffAnswer;
  expect(diff).toMatchObject({ older: second.id, newer: fourth.id, text: { cut: false } });
  expect(
    diff.text.parts
      .filter(({ kind }) => kind === 'removed')
      .map(({ text }) => text)
      .join(''),
  ).toContain('一');
  expect(
    diff.text.parts
      .filter(({ kind }) => kind === 'added')
      .map(({ text }) => text)
      .join(''),
  ).toContain('改');
  expect(diff.picture?.differing).toBeGreaterThan(0);
  expect(diff.picture?.differing).toBeLessThan(0.05);
  const same = (await (await ask(`/snapshots/${first.id}/diff/${third.id}`)).json()) as DiffAnswer;
  expect(same).toMatchObject({ text: { added: 0, removed: 0 }, picture: { differing: 0 } });

  const picture = await ask(`/snapshots/${first.id}/diff/${fourth.id}/picture`);
  expect(picture.headers.get('content-type')).toBe('image/webp');
  expect(await sharp(await picture.arrayBuffer()).metadata()).toMatchObject({ width: diff.picture?.width });
  const page = await (await fetch(`${server.url}/s/${first.id}/diff/${fourth.id}`)).text();
  expect(page).toMatch(/<ins>[^<]*改/);
  expect(page).not.toContain('<script');

  // The version that the files lie under goes: the next one takes them over.
  const before = await still(third);
  expect((await ask(`/snapshots/${first.id}`, 'DELETE')).status).toBe(200);
  expect((await ask(`/s/${first.id}/page`)).status).toBe(404);
  expect(await still(second)).toBe(before);
  expect(await still(third)).toBe(before);
  expect((await filesOf(second)).length).toBe(5);
  expect(await filesOf(third)).toEqual(['record.json']);
  const now = (await (await ask(`/snapshots/${third.id}`)).json()) as SnapshotAnswer;
  expect(now.unchangedSince).toEqual({ id: second.id, at: second.createdAt });
});

test('versions of two links are not compared, and a private one is not shown', async () => {
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const save = async (path: string, visibility: string) =>
    (await (await ask('/snapshots', 'POST', { url: url + path, visibility })).json()) as SnapshotAnswer;
  const [one, two] = [await save('/one', 'link'), await save('/two', 'private')];
  const answer = await ask(`/snapshots/${one.id}/diff/${two.id}`);
  expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'invalid-request']);
  const page = await ask(`/s/${one.id}/diff/${two.id}`);
  expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('cannot be compared')]);
  for (const path of ['', '/picture'])
    expect((await fetch(`${server.url}/s/${one.id}/diff/${two.id}${path}`)).status).toBe(401);
  expect((await ask(`/snapshots/${one.id}/diff/${newSnapshotId()}`)).status).toBe(404);
});
