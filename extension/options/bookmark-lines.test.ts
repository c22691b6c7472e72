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
