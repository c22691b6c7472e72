import { parseTag } from '@stillpage/shared/tags.ts';
import { expect, test } from 'vitest';
import { bookmarkLines } from './bookmark-lines.ts';

test('folders become nested tags, and only web addresses go along', () => {
  const { lines, count } = bookmarkLines([
    {
      id: '0',
      title: '',
      children: [
        {
          id: '1',
          title: 'Bookmarks bar',
          children: [
            { id: '2', title: 'Top', url: 'https://top.example/', dateAdded: 0 },
            {
              id: '3',
              title: 'Dev/Ops, 工具',
              children: [
                { id: '4', title: 'Deep', children: [{ id: '5', title: '深', url: 'http://deep.example/' }] },
                { id: '6', title: 'Script', url: 'javascript:alert(1)' },
              ],
            },
          ],
        },
      ],
    },
  ]);
  expect(count).toBe(2);
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { url: 'https://top.example/', title: 'Top', tags: [] },
    { url: 'http://deep.example/', title: '深', tags: ['Dev Ops  工具/Deep'] },
  ]);
});

test('a folder of any name makes a tag that a backend takes', () => {
  const folder = (title: string, depth: number): object =>
    depth === 0
      ? { id: 'x', title: 'Page', url: 'https://page.example/' }
      : { id: `${depth}`, title, children: [folder(title, depth - 1)] };
  for (const title of ['', '/', '\u0000\u2028', ',，', '😀'.repeat(60), 'a'.repeat(99), ' b '])
    for (const depth of [3, 5, 40]) {
      const { lines } = bookmarkLines([folder(title, depth)] as unknown as Parameters<
        typeof bookmarkLines
      >[0]);
      const { tags } = JSON.parse(lines) as { tags: string[] };
      expect(tags).toHaveLength(1);
      expect(parseTag(tags[0] ?? ''), JSON.stringify(tags)).toMatchObject({ ok: true });
      expect((tags[0] ?? '').isWellFormed()).toBe(true);
    }
});

test('a time that no bookmark can have is left out, and the bookmark comes along', () => {
  const at = Date.UTC(2020, 1, 2);
  const { lines } = bookmarkLines(
    [at, at * 1_000, 1e30, -5, Number.NaN].map((dateAdded, index) => ({
      ...{ id: String(index), title: '', url: `https://${index}.example/` },
      dateAdded,
    })),
  );
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).createdAt),
  ).toEqual(['2020-02-02T00:00:00.000Z', undefined, undefined, undefined, undefined]);
});

test('50,000 bookmarks in folders nested a thousand deep all come along, each with a tag that a backend takes', () => {
  type Node = Parameters<typeof bookmarkLines>[0][number];
  let folder: Node[] = [];
  for (let depth = 0; depth < 1000; depth += 1) {
    const pages = Array.from({ length: 50 }, (_, i) => ({
      id: `${depth}-${i}`,
      title: `第 ${i} 页`,
      url: `https://example.org/${depth}/${i}`,
    }));
    folder = [...pages, { id: String(depth), title: `层 ${depth}`, children: folder }];
  }
  const { lines, count } = bookmarkLines(folder);
  expect(count).toBe(50_000);
  const all = lines.trim().split('\n');
  expect(all).toHaveLength(50_000);
  const tags = new Set<string>(all.flatMap((line) => JSON.parse(line).tags));
  expect([...tags].filter((tag) => !parseTag(tag).ok)).toEqual([]);
});
