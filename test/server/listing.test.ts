import { expect, test } from 'vitest';
import { useApi } from './running-api.ts';

const { call, saved } = useApi();

test('by tag, by nested tag, by several tags, by status, by words in both languages', async () => {
  await saved('find-1', { tags: ['Find/One', 'red'] });
  await saved('find-2', { tags: ['find/two', 'RED'] });
  const urls = async (query: string) =>
    (await call('GET', `/links?${query}`)).json.links.map((link: { url: string }) => link.url.slice(20));
  expect(await urls('tag=find')).toEqual(['find-2', 'find-1']);
  expect(await urls('tag=FIND/one')).toEqual(['find-1']);
  expect(await urls('tag=find&tag=red')).toEqual(['find-2', 'find-1']);
  expect(await urls('tag=find/one&tag=find/two')).toEqual([]);
  expect(await urls('tag=fin')).toEqual([]);
  expect(await urls('tag=find&status=done')).toHaveLength(2);
  expect(await urls('tag=find&status=failed')).toEqual([]);
  for (const q of ['quiet rivers', 'QUIET', '智能', '人工智能', 'find', 'Title of /find', 'find-1 quiet'])
    expect(await urls(`tag=find/one&q=${encodeURIComponent(q)}`), q).toEqual(['find-1']);
  expect(await urls(`tag=find&q=${encodeURIComponent('智工')}`)).toEqual([]);
  const { json } = await call('GET', `/links?tag=find/one&q=${encodeURIComponent('智能')}`);
  const { text, matches } = json.links[0].excerpt;
  expect(matches.map(([start, end]: [number, number]) => text.slice(start, end))).toEqual(['智能']);
});

test('newest first in pages that neither miss nor repeat', async () => {
  for (let i = 0; i < 12; i += 1)
    await call('POST', '/snapshots', { url: `https://example.org/page-${i}`, tags: ['paged'] });
  for (const filter of ['tag=paged&', '']) {
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const { json } = await call(
        'GET',
        `/links?${filter}limit=5${before ? `&before=${encodeURIComponent(before)}` : ''}`,
      );
      seen.push(...json.links.map((link: { url: string }) => link.url));
      before = json.next;
    } while (before);
    expect(new Set(seen).size).toBe(seen.length);
    const paged = seen.filter((url) => url.includes('/page-')).map((url) => url.slice(25));
    expect(paged).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
  }
  const first = (await call('GET', '/links?limit=5&q=page')).json;
  const second = (await call('GET', `/links?limit=5&q=page&before=${first.next}`)).json;
  expect(new Set([...first.links, ...second.links].map((link) => link.id)).size).toBe(10);
});

test('tags are counted, and a write is seen by the very next query', async () => {
  const count = async (tag: string) =>
    (await call('GET', '/tags')).json.tags.find((entry: { tag: string }) => entry.tag === tag)?.count;
  const one = await saved('counted-1', { tags: ['计数'] });
  await saved('counted-2', { tags: ['计数', '计数/下'] });
  expect([await count('计数'), await count('计数/下')]).toEqual([2, 1]);
  const { json: link } = await call('GET', `/links/${one.linkId}`);
  await call('PATCH', `/links/${link.id}`, { tags: ['other'] }, { 'if-match': `"${link.rev}"` });
  expect(await count('计数')).toBe(1);
  expect((await call('PATCH', `/tags/${encodeURIComponent('计数')}`, { tag: 'number' })).json).toEqual({
    changed: 1,
  });
  expect([await count('计数'), await count('number'), await count('number/下')]).toEqual([undefined, 1, 1]);
  await call('DELETE', `/links/${link.id}`);
  expect(await count('other')).toBeUndefined();
});
