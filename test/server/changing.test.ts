import { createClient } from '@stillpage/shared/client.ts';
import { expect, test } from 'vitest';
import { useApi } from './running-api.ts';

const { call, saved, server } = useApi();

test('an edit needs the revision that was seen', async () => {
  const { linkId } = await saved('edit', { tags: ['a'] });
  const { json: link } = await call('GET', `/links/${linkId}`);
  expect((await call('PATCH', `/links/${linkId}`, { note: 'x' })).json.error.code).toBe('invalid-request');
  const edited = await call(
    'PATCH',
    `/links/${linkId}`,
    { note: ' 笔记 ', tags: ['b', 'B', 'c'] },
    { 'if-match': `"${link.rev}"` },
  );
  expect(edited.json).toMatchObject({ note: '笔记', tags: ['b', 'c'], rev: link.rev + 1 });
  const late = await call('PATCH', `/links/${linkId}`, { note: 'lost' }, { 'if-match': `"${link.rev}"` });
  expect([late.status, late.json.error.code]).toEqual([409, 'conflict']);
  expect((await call('GET', `/links/${linkId}`)).json.note).toBe('笔记');
});

test('the trash: gone from lists and for strangers, restored by hand or by saving again', async () => {
  const snapshot = await saved('trash', { tags: ['bin'] });
  const open = () => fetch(`${server().url}/s/${snapshot.id}`).then(({ status }) => status);
  expect(await open()).toBe(200);
  expect((await call('DELETE', `/links/${snapshot.linkId}`)).json.deletedAt).toBeDefined();
  expect((await call('GET', '/links?tag=bin')).json.links).toEqual([]);
  expect(await open()).toBe(404);
  await call('POST', `/links/${snapshot.linkId}/restore`);
  expect((await call('GET', '/links?tag=bin')).json.links).toHaveLength(1);
  await call('DELETE', `/links/${snapshot.linkId}`);
  await saved('trash');
  expect((await call('GET', '/links?tag=bin')).json.links[0].snapshotIds).toHaveLength(2);
});

test('the trash is listed, and emptied for ever', async () => {
  const snapshot = await saved('for-ever', { tags: ['bin'] });
  await call('DELETE', `/links/${snapshot.linkId}`);
  const listed = async (query: string) =>
    (await call('GET', `/links?${query}`)).json.links.map(({ id }: { id: string }) => id);
  expect(await listed('trash=true')).toContain(snapshot.linkId);
  expect(await listed('trash=true&q=for-ever')).toEqual([snapshot.linkId]);
  expect(await listed('trash=false')).not.toContain(snapshot.linkId);

  expect((await call('DELETE', '/trash')).json.purged).toBeGreaterThan(0);
  expect(await listed('trash=true')).toEqual([]);
  for (const [method, path] of [
    ['GET', `/links/${snapshot.linkId}`],
    ['POST', `/links/${snapshot.linkId}/restore`],
    ['GET', `/snapshots/${snapshot.id}`],
  ] as const)
    expect((await call(method, path)).status).toBe(404);
  // Devices that were away for longer than the trash is kept still hear of it.
  const feed = (await call('GET', '/changes')).json.links;
  expect(feed.find(({ id }: { id: string }) => id === snapshot.linkId)).toMatchObject({
    purgedAt: expect.any(String),
    snapshotIds: [],
  });
});

test('one version is deleted with its files, the others stay', async () => {
  const first = await saved('versions');
  const second = await saved('versions');
  expect((await call('DELETE', `/snapshots/${second.id}`)).json.snapshotIds).toEqual([first.id]);
  expect((await call('GET', `/snapshots/${second.id}`)).status).toBe(404);
  expect((await fetch(`${server().url}/s/${second.id}/page`)).status).toBe(404);
  expect((await fetch(`${server().url}/s/${first.id}/page`)).status).toBe(200);
});

test('many links at once', async () => {
  const links = await Promise.all(['bulk-1', 'bulk-2'].map((path) => saved(path, { tags: ['old'] })));
  const ids = links.map(({ linkId }) => linkId);
  const answer = await call('POST', '/links/bulk', {
    ids: [...ids, '00000000000000000000000000'],
    addTags: ['new'],
    removeTags: ['OLD'],
  });
  expect(answer.json).toMatchObject({ changed: 2, failed: [{ code: 'not-found' }] });
  expect((await call('GET', '/links?tag=new')).json.links).toHaveLength(2);
  expect((await call('GET', '/links?tag=old')).json.links).toHaveLength(0);
  await call('POST', '/links/bulk', { ids, delete: true });
  expect((await call('GET', '/links?tag=new')).json.links).toHaveLength(0);
});

test('the change feed never misses one', async () => {
  const client = createClient({ base: server().url, token: server().token });
  const replica = new Map<string, { rev: number; deletedAt?: string | undefined }>();
  let since: string | undefined;
  const catchUp = async () => {
    for (;;) {
      const answer = await client.changes(since);
      if (!answer.ok) throw new Error(answer.error.message);
      for (const link of answer.value.links) replica.set(link.id, link);
      since = answer.value.next;
      if (!answer.value.more) return;
    }
  };
  await catchUp();
  const before = replica.size;
  let writing = true;
  const following = (async () => {
    while (writing) await catchUp();
  })();
  const all = await Promise.all(Array.from({ length: 60 }, (_, i) => saved(`feed-${i}`)));
  await call('DELETE', `/links/${all[0]?.linkId}`);
  writing = false;
  await following;
  await catchUp();
  expect(replica.size).toBe(before + 60);
  expect(replica.get(all[0]?.linkId)?.deletedAt).toBeDefined();
  for (const { linkId } of all)
    expect(replica.get(linkId)?.rev).toBe((await call('GET', `/links/${linkId}`)).json.rev);
});
