import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { openReplica, type Replica, type ReplicaLink } from './database.ts';
import { FIRST_LINKS, readFirstScreen } from './first-screen.ts';
import { joinSearchText, refreshSearchText } from './join-search-text.ts';
import { ALL, PAGE_LINKS } from './link-pages.ts';
import { allTags, completions, linksById, linksInOrder, linksWithTags } from './read-links.ts';
import { loadSearchText, searchIds } from './search-text.ts';
import { keysOf, writeLinks } from './write-links.ts';

let replica: Replica;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  replica = await openReplica();
});

function link(id: string, tags: string[], change: Partial<ReplicaLink> = {}): ReplicaLink {
  return {
    id,
    url: `https://example.org/${id}`,
    title: `Page ${id}`,
    tags,
    tagKeys: keysOf(tags),
    updatedAt: `2026-11-21T00:00:00.${id.padStart(3, '0').slice(-3)}Z`,
    rev: 1,
    ...change,
  };
}

test('counts of tags and of the levels above them follow every write', async () => {
  await writeLinks(replica, [link('1', ['Dev/Lambda', '阅读']), link('2', ['dev'])]);
  expect(await allTags(replica)).toEqual([
    { key: 'dev', tag: 'Dev', count: 2 },
    { key: 'dev/lambda', tag: 'Dev/Lambda', count: 1 },
    { key: '阅读', tag: '阅读', count: 1 },
  ]);
  await writeLinks(replica, [link('1', ['阅读'], { rev: 2 })], ['2']);
  expect(await allTags(replica)).toEqual([{ key: '阅读', tag: '阅读', count: 1 }]);
});

test('a repeated or older row of the feed changes nothing, a save made here shows at once', async () => {
  await writeLinks(replica, [link('1', ['a'], { rev: 5, title: 'new' })]);
  await writeLinks(replica, [link('1', ['b'], { rev: 4, title: 'old' })]);
  expect((await linksById(replica, ['1']))[0]?.title).toBe('new');
  await writeLinks(replica, [link('1', ['a', 'c'], { rev: 0, title: 'saved again' })]);
  expect((await linksById(replica, ['1']))[0]?.title).toBe('saved again');
  await writeLinks(replica, [link('1', ['a', 'c'], { rev: 6, title: 'accepted' })]);
  expect((await linksById(replica, ['1']))[0]?.title).toBe('accepted');
});

test('the counts equal a recount after any sequence of writes', async () => {
  const step = fc.record({
    id: fc.constantFrom('1', '2', '3', '4'),
    tags: fc.subarray(['a', 'A/b', 'a/b/c', '中文', '中文/子']),
    gone: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      globalThis.indexedDB = new IDBFactory();
      replica = await openReplica();
      let rev = 1;
      for (const { id, tags, gone } of steps) {
        rev += 1;
        await writeLinks(replica, gone ? [] : [link(id, tags, { rev })], gone ? [id] : []);
      }
      const recount = new Map<string, number>();
      for (const each of (await replica.getAll('pages')).flatMap(({ links }) => links))
        for (const key of each.tagKeys) recount.set(key, (recount.get(key) ?? 0) + 1);
      expect((await readFirstScreen(replica)).total).toBe(
        (await replica.getAll('pages')).reduce((sum, { links }) => sum + links.length, 0),
      );
      const counted = new Map((await replica.getAll('tags')).map(({ key, count }) => [key, count]));
      expect(counted).toEqual(recount);
    }),
    { numRuns: 40 },
  );
});

test('the first screen holds the newest links, older ones follow by time', async () => {
  const all = Array.from({ length: FIRST_LINKS + 20 }, (_, i) => link(String(i), []));
  await writeLinks(replica, all);
  const first = await readFirstScreen(replica);
  expect(first.total).toBe(all.length);
  expect(first.newest.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .reverse()
      .slice(0, FIRST_LINKS),
  );
  const older = await linksInOrder(replica, ALL, 100, first.newest.at(-1));
  expect(older.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .reverse()
      .slice(FIRST_LINKS),
  );
});

test('several tags are AND, and a tag finds what lies below it', async () => {
  await writeLinks(replica, [
    link('1', ['dev/lambda', 'x']),
    link('2', ['dev', 'x']),
    link('3', ['x']),
    link('4', ['developer', 'x']),
  ]);
  expect((await linksWithTags(replica, ['x', 'DEV'], 10)).map(({ id }) => id)).toEqual(['2', '1']);
  expect(await linksWithTags(replica, ['nowhere', 'x'], 10)).toEqual([]);
});

test('search finds words of any script in joined and in fresh rows, never a removed one', async () => {
  await writeLinks(replica, [
    link('1', ['架构'], { title: '无服务器架构的成本' }),
    link('2', [], { title: 'ＦＩＲＥＦＯＸ release notes' }),
    link('3', [], { url: 'https://example.org/%E8%B7%AF%E5%BE%84', title: '' }),
  ]);
  await joinSearchText(replica);
  await writeLinks(
    replica,
    [link('4', [], { title: '另一种架构' }), link('2', [], { title: 'Chromium notes', rev: 2 })],
    ['1'],
  );
  const text = await loadSearchText(replica);
  expect(await searchIds(text, '架构', 10)).toEqual(['4']);
  expect(await searchIds(text, 'firefox', 10)).toEqual([]);
  expect(await searchIds(text, 'notes CHROMIUM', 10)).toEqual(['2']);
  expect(await searchIds(text, '路径', 10)).toEqual(['3']);
  expect(await searchIds(text, '   ', 10)).toEqual([]);
});

test('joined rows answer as a plain filter would', async () => {
  const titles = ['a', 'ab', 'b a', '中', '中文 a', 'x', ''];
  await writeLinks(
    replica,
    titles.map((title, i) => link(String(i), [], { title, url: `https://e.org/${i}` })),
  );
  await refreshSearchText(replica);
  const text = await loadSearchText(replica);
  expect(text.stale.size).toBe(0);
  for (const word of ['a', 'ab', '中', '中 a', 'e.org', 'zzz', '3'])
    expect((await searchIds(text, word, 100)).sort()).toEqual(
      titles
        .map((title, i) => ({ id: String(i), line: `${title} e.org/${i} ` }))
        .filter(({ line }) => word.split(' ').every((part) => line.includes(part)))
        .map(({ id }) => id),
    );
});

test('completion prefers beginnings, then levels, then the rest, and leaves out what is taken', () => {
  const tags = ['lambda', 'dev/lambda', 'my lamb', 'lamp', 'zoo'].map((tag, i) => ({
    key: tag,
    tag,
    count: 10 - i,
  }));
  expect(completions(tags, 'LAM', ['lamp'], 5).map(({ tag }) => tag)).toEqual([
    'lambda',
    'dev/lambda',
    'my lamb',
  ]);
  expect(completions(tags, '', [], 5)).toEqual([]);
});

test('the newest links of a tag on very many come first, whatever way they are read', async () => {
  const many = Array.from({ length: 1_100 }, (_, index) =>
    link(String(index), ['many', ...(index % 2 === 0 ? ['even'] : [])], {
      updatedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    }),
  );
  await writeLinks(replica, many);
  const newest = (links: readonly ReplicaLink[]) => links.map(({ id }) => id);
  expect(newest(await linksWithTags(replica, ['many'], 3))).toEqual(['1099', '1098', '1097']);
  expect(newest(await linksWithTags(replica, ['even'], 3))).toEqual(['1098', '1096', '1094']);
  expect(newest(await linksWithTags(replica, ['many', 'even'], 2))).toEqual(['1098', '1096']);
});

test('links of one instant are listed each once, however few at a time', async () => {
  const at = '2026-11-21T00:00:00.000Z';
  await writeLinks(
    replica,
    Array.from({ length: 50 }, (_, index) => link(String(index), ['same'], { updatedAt: at })),
  );
  for (const key of [ALL, 'same']) {
    const seen: string[] = [];
    for (let last: ReplicaLink | undefined; ; ) {
      const more = await linksInOrder(replica, key, 7, last);
      seen.push(...more.map(({ id }) => id));
      last = more.at(-1);
      if (!last) break;
    }
    expect(seen).toHaveLength(50);
    expect(new Set(seen).size).toBe(50);
  }
});

test('a link that is changed or removed leaves its neighbours in their record', async () => {
  const many = Array.from({ length: PAGE_LINKS * 3 }, (_, index) => link(String(index), ['x']));
  await writeLinks(replica, many);
  expect(await replica.count('pages')).toBe(3);
  await writeLinks(replica, [link('5', ['y'], { rev: 2 })], ['6']);
  expect((await linksWithTags(replica, ['x'], 100)).length).toBe(many.length - 2);
  expect(await linksById(replica, ['4', '5', '6', '7'])).toMatchObject([
    { id: '4', rev: 1 },
    { id: '5', rev: 2, tags: ['y'] },
    { id: '7', rev: 1 },
  ]);
  await writeLinks(
    replica,
    [],
    many.map(({ id }) => id),
  );
  expect(await replica.count('pages')).toBe(0);
  expect(await readFirstScreen(replica)).toMatchObject({ total: 0, tags: [], tagsTotal: 0, newest: [] });
});

test('what is written while the search text is being joined is found, and a held text notices the new one', async () => {
  await writeLinks(
    replica,
    Array.from({ length: 9_000 }, (_, index) => link(String(index), [], { title: `row ${index} end` })),
  );
  await joinSearchText(replica);
  const held = await loadSearchText(replica);
  expect(await searchIds(held, 'row 8999 end', 5)).toHaveLength(1);
  const joining = joinSearchText(replica);
  await writeLinks(replica, [
    link('12', [], { title: 'twelve', rev: 2 }),
    link('9001', [], { title: 'late' }),
  ]);
  await joining;
  for (const [word, id] of [
    ['twelve', '12'],
    ['late', '9001'],
    ['8999', '8999'],
  ] as const)
    expect(await searchIds(await loadSearchText(replica), word, 5)).toEqual([id]);
  // The chunk it has not read yet is of another text by now.
  expect(await searchIds({ ...held, chunks: [] }, 'twelve', 5)).toEqual(['12']);
});

test('a copy without its stores, or of another form, is made anew', async () => {
  for (const version of [1, 2]) {
    globalThis.indexedDB = new IDBFactory();
    await new Promise((resolve) => {
      const opening = indexedDB.open('stillpage', 1);
      opening.onupgradeneeded = () => {
        if (version === 2) opening.result.createObjectStore('links', { keyPath: 'id' });
      };
      opening.onsuccess = () => resolve(opening.result.close());
    });
    replica = await openReplica();
    expect([...replica.objectStoreNames]).toEqual(['blob', 'pages', 'screen', 'tags']);
    replica.close();
  }
});
