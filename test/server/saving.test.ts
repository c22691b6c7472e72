import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { expect, test } from 'vitest';
import { useApi } from './running-api.ts';

const { call, saved, server } = useApi();

test('a save answers at once with its link, and ends with a still', async () => {
  const id = newSnapshotId();
  const answer = await call('POST', '/snapshots', {
    id,
    url: 'https://Example.org/first?utm_source=x',
    tags: ['  dev // lambda '],
  });
  expect(answer.status).toBe(202);
  expect(answer.json).toMatchObject({
    id,
    link: `${server().url}/s/${id}`,
    url: 'https://example.org/first?utm_source=x',
  });
  const done = await call('GET', `/snapshots/${id}?wait=10`);
  expect(done.json).toMatchObject({
    status: 'done',
    page: { title: 'Title of /first' },
    artifacts: { still: { encoding: 'br' } },
  });
  const link = await call('GET', `/links/${done.json.linkId}`);
  expect(link.json).toMatchObject({
    url: 'https://example.org/first',
    title: 'Title of /first',
    tags: ['dev/lambda'],
    snapshotIds: [id],
  });
  expect(link.headers.get('etag')).toBe(`"${link.json.rev}"`);
});

test('the same request twice is one save; the id with another page is a conflict', async () => {
  const id = newSnapshotId();
  const request = { id, url: 'https://example.org/same', tags: ['a'] };
  const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/snapshots', request)));
  for (const { status, json } of answers) expect([status, json.id]).toEqual([202, id]);
  const again = await call('POST', '/snapshots', { ...request, url: 'https://EXAMPLE.org/same#top' });
  expect(again.status).toBe(202);
  const other = await call('POST', '/snapshots', { id, url: 'https://example.org/other' });
  expect([other.status, other.json.error.code]).toEqual([409, 'conflict']);
  const { json: link } = await call('GET', `/links/${answers[0]?.json.linkId}`);
  expect(link.snapshotIds).toEqual([id]);
});

test('an id is fought over by two pages: one wins, the other is a conflict', async () => {
  for (let round = 0; round < 5; round += 1) {
    const id = newSnapshotId();
    const answers = await Promise.all(
      ['x', 'y'].map((page) => call('POST', '/snapshots', { id, url: `https://example.org/fight-${page}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  }
});

test('20 writers at once on one page: every version and every tag is there', async () => {
  const ids = Array.from({ length: 20 }, newSnapshotId);
  await Promise.all(
    ids.map((id, i) =>
      call('POST', '/snapshots', { id, url: 'https://example.org/busy', tags: [`t${i}`, 'busy'] }),
    ),
  );
  const { json } = await call('GET', '/links?tag=busy');
  expect(json.links).toHaveLength(1);
  expect(new Set(json.links[0].snapshotIds)).toEqual(new Set(ids));
  expect(new Set(json.links[0].tags)).toEqual(new Set([...ids.map((_, i) => `t${i}`), 'busy']));
});

test('a title that was given stays, and one that was edited stays against later saves', async () => {
  const first = await saved('titled', { title: ' My \n title ' });
  const { json: link } = await call('GET', `/links/${first.linkId}`);
  expect(link.title).toBe('My title');
  await call('PATCH', `/links/${link.id}`, { title: 'Edited' }, { 'if-match': `"${link.rev}"` });
  await saved('titled', { title: 'From the tab' });
  expect((await call('GET', `/links/${link.id}`)).json).toMatchObject({
    title: 'Edited',
    titleEdited: true,
  });
});

test('a failed capture keeps link, tags and reason, and is tried again on demand', async () => {
  const { json } = await call('POST', '/snapshots', { url: 'https://nowhere.example/', tags: ['kept'] });
  const failed = (await call('GET', `/snapshots/${json.id}?wait=10`)).json;
  expect(failed).toMatchObject({
    status: 'failed',
    attempts: 1,
    error: { code: 'dns-failure', retryable: true },
  });
  expect((await call('GET', '/links?tag=kept&status=failed')).json.links).toHaveLength(1);
  expect((await call('POST', `/snapshots/${json.id}/retry`)).status).toBe(202);
  expect((await call('GET', `/snapshots/${json.id}?wait=10`)).json).toMatchObject({
    status: 'failed',
    attempts: 1,
  });
  const done = await saved('done');
  expect((await call('POST', `/snapshots/${done.id}/retry`)).json.error.code).toBe('conflict');
});
