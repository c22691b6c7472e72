import { expect, test } from 'vitest';
import type { Bookmark, Unreadable } from './bookmark.ts';
import { timeOf } from './bookmark.ts';
import { readFile } from './read-file.ts';

/** Reads a file in pieces of `size` characters: no reader may depend on where a piece ends. */
async function read(text: string, size = 7): Promise<{ format: string; entries: (Bookmark | Unreadable)[] }> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const { format, entries } = await readFile(pieces());
  const all: (Bookmark | Unreadable)[] = [];
  for await (const entry of entries) all.push(entry);
  expect(size === 100_000 || (await read(text, 100_000)).entries).toEqual(size === 100_000 || all);
  return { format, entries: all };
}

test('Chrome: folders in folders, the bar itself left out', async () => {
  const { format, entries } = await read(`<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1600000000" LAST_MODIFIED="0" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
    <DL><p>
        <DT><A HREF="https://example.org/?a=1&amp;b=2" ADD_DATE="1600000001" ICON="data:image/png;base64,AAAA">A &lt;b&gt; title</A>
        <DT><H3 ADD_DATE="1600000002">开发</H3>
        <DL><p>
            <DT><H3>Lambda</H3>
            <DL><p>
                <DT><A HREF="https://example.org/deep" ADD_DATE="1600000003">深</A>
            </DL><p>
            <DT><A HREF="https://example.org/dev">Dev</A>
        </DL><p>
    </DL><p>
    <DT><A HREF="javascript:alert(1)">A bookmarklet</A>
</DL><p>`);
  expect(format).toBe('html');
  expect(entries).toEqual([
    {
      url: 'https://example.org/?a=1&b=2',
      title: 'A <b> title',
      tags: [],
      folders: [],
      created: 1600000001000,
    },
    {
      url: 'https://example.org/deep',
      title: '深',
      tags: [],
      folders: ['开发', 'Lambda'],
      created: 1600000003000,
    },
    { url: 'https://example.org/dev', title: 'Dev', tags: [], folders: ['开发'] },
    { url: 'javascript:alert(1)', title: 'A bookmarklet', tags: [], folders: [] },
  ]);
});

test('Firefox, Pinboard, linkding and Raindrop: tags, notes, other folders', async () => {
  const { entries } = await read(`<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE><H1>Bookmarks Menu</H1>
<DL><p>
<DT><H3 UNFILED_BOOKMARKS_FOLDER="true">Other Bookmarks</H3>
<DL><p><DT><A HREF="https://example.org/fx" ADD_DATE="1600000000" TAGS="阅读,later" SHORTCUTURL="f">Fx</A>
<DD>A note
on two lines
</DL><p>
<DT><A HREF="https://example.org/pin" ADD_DATE="1600000005" PRIVATE="0" TOREAD="1" TAGS="a b,c">Pin</A>
<DD>with &quot;quotes&quot;
<DT><A HREF="https://example.org/last">Last</A>
</DL><p>`);
  expect(entries).toEqual([
    {
      url: 'https://example.org/fx',
      title: 'Fx',
      tags: ['阅读', 'later'],
      folders: [],
      note: 'A note\non two lines',
      created: 1600000000000,
    },
    {
      url: 'https://example.org/pin',
      title: 'Pin',
      tags: ['a b', 'c'],
      folders: [],
      note: 'with "quotes"',
      created: 1600000005000,
    },
    { url: 'https://example.org/last', title: 'Last', tags: [], folders: [] },
  ]);
});

test('Pocket, as HTML and as a table', async () => {
  const page = await read(`<!DOCTYPE html><html><head><title>Pocket Export</title></head><body>
<h1>Unread</h1><ul><li><a href="https://example.org/p" time_added="1600000000" tags="one,two">P</a></li>
<li><a href="https://example.org/q" time_added="1600000001" tags="">https://example.org/q</a></li></ul></body></html>`);
  expect(page.entries).toMatchObject([
    { title: 'P', tags: ['one', 'two'], created: 1600000000000 },
    { tags: [] },
  ]);
  const table = await read(
    'title,url,time_added,tags,status\nP,https://example.org/p,1600000000,one|two,unread\n"A, ""B""",https://example.org/q,1600000001,,archive\n',
  );
  expect(table.format).toBe('csv');
  expect(table.entries).toEqual([
    { url: 'https://example.org/p', title: 'P', tags: ['one', 'two'], folders: [], created: 1600000000000 },
    { url: 'https://example.org/q', title: 'A, "B"', tags: [], folders: [], created: 1600000001000 },
  ]);
});

test('Raindrop’s table: folders, notes on two lines, a torn row, a row without an address', async () => {
  const { entries } = await read(
    `\ufeffid,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\r
1,标题,"two\nlines",,https://example.org/r,Work / 开发,"a, b",2026-01-02T03:04:05.000Z,,,false\r
2,"=HYPERLINK(1)",,,https://example.org/u,Unsorted,,2026-01-02T03:04:05.000Z,,,true\r
3,nothing,,,,Unsorted,,,,,\r\n`,
  );
  expect(entries).toEqual([
    {
      url: 'https://example.org/r',
      title: '标题',
      tags: ['a', 'b'],
      folders: ['Work', '开发'],
      note: 'two\nlines',
      created: Date.parse('2026-01-02T03:04:05Z'),
    },
    {
      url: 'https://example.org/u',
      title: '=HYPERLINK(1)',
      tags: [],
      folders: [],
      created: Date.parse('2026-01-02T03:04:05Z'),
    },
    { unreadable: 'row 4', message: 'It has no address.' },
  ]);
});

test('JSON: Omnivore, Pinboard, linkding, Pocket’s object, an object a line', async () => {
  const omnivore = await read(
    JSON.stringify(
      [
        {
          id: '1',
          slug: 's',
          title: 'O',
          description: 'd',
          url: 'https://example.org/o',
          state: 'Archived',
          labels: ['x', { name: 'y' }],
          savedAt: '2026-01-02T03:04:05.000Z',
        },
      ],
      null,
      2,
    ),
  );
  expect(omnivore.format).toBe('json');
  expect(omnivore.entries).toEqual([
    {
      url: 'https://example.org/o',
      title: 'O',
      tags: ['x', 'y'],
      folders: [],
      note: 'd',
      created: Date.parse('2026-01-02T03:04:05Z'),
    },
  ]);
  const pinboard = await read(
    '[{"href":"https://example.org/p","description":"","extended":"e","tags":"a b","time":"2020-01-01T00:00:00Z"}]',
  );
  expect(pinboard.entries).toMatchObject([{ tags: ['a', 'b'], note: 'e' }]);
  const linkding = await read(
    '{"count":1,"results":[{"url":"https://example.org/l","title":"L","tag_names":["t"],"date_added":"2020-01-01T00:00:00Z"}]}',
  );
  expect(linkding.entries).toMatchObject([{ title: 'L', tags: ['t'] }]);
  const pocket = await read(
    '{"list":{"1":{"given_url":"https://example.org/k","resolved_title":"K","tags":{"t":{}},"time_added":"1600000000"}}}',
  );
  expect(pocket.entries).toMatchObject([{ url: 'https://example.org/k', title: 'K', tags: ['t'] }]);
  const lines = await read(
    '{"url":"https://example.org/1","tags":["一"]}\n\n{"url":\n"https://example.org/2"\n[]\n',
  );
  expect(lines.entries).toEqual([
    { url: 'https://example.org/1', tags: ['一'], folders: [] },
    { unreadable: 'line 3', message: 'It is not an object.' },
    { url: 'https://example.org/2', tags: [], folders: [] },
    { unreadable: 'line 5', message: 'It is not an object.' },
  ]);
});

test('a list of addresses, and an empty file', async () => {
  const { format, entries } = await read(
    '# mine\nhttps://example.org/a\n\n  https://example.org/b  A title\r\nnonsense\n',
  );
  expect(format).toBe('urls');
  expect(entries).toEqual([
    { url: 'https://example.org/a', tags: [], folders: [] },
    { url: 'https://example.org/b', tags: [], folders: [], title: 'A title' },
    { url: 'nonsense', tags: [], folders: [] },
  ]);
  expect((await read('')).entries).toEqual([]);
});

test('times in seconds, milliseconds, microseconds and words; none that cannot be', () => {
  const time = Date.parse('2020-09-13T12:26:40Z');
  expect(['1600000000', 1600000000000, 1600000000000000, '2020-09-13T12:26:40Z'].map(timeOf)).toEqual([
    time,
    time,
    time,
    time,
  ]);
  expect(['', '0', '-5', 'soon', '99999999999', undefined].map(timeOf)).toEqual(Array(6).fill(undefined));
});

test('an object in place of a time is no time', async () => {
  const { entries } = await read('[{"url":"https://example.org/","created":{"toString":1,"valueOf":2}}]');
  expect(entries).toEqual([{ url: 'https://example.org/', tags: [], folders: [] }]);
});

test('a text that ends in an error ends the reading with it, in every form', async () => {
  async function* torn(start: string) {
    yield start;
    throw new Error('torn');
  }
  for (const start of [
    '<dl><dt><a href="x">',
    'url,title\nhttps://a.test/,a\n',
    '[{"url":"x"}',
    'https://a.test/\n',
  ]) {
    const all = async () => {
      const { entries } = await readFile(torn(`${start}${' '.repeat(3000)}`));
      for await (const _ of entries);
    };
    await expect(all(), start).rejects.toThrow('torn');
  }
});

test('what browsers keep their bookmarks in is read with its folders', async () => {
  const firefox = {
    guid: 'root________',
    root: 'placesRoot',
    children: [
      {
        title: 'menu',
        root: 'bookmarksMenuFolder',
        children: [
          {
            title: 'Dev',
            children: [
              { title: 'Rust', uri: 'https://rust.example/', dateAdded: 1.6e15, tags: 'lang,sys' },
              { type: 'text/x-moz-place-separator' },
              { title: 'Recent', uri: 'place:sort=8' },
            ],
          },
        ],
      },
      { title: 'tags', root: 'tagsFolder', children: [{ title: 'x', uri: 'https://copy.example/' }] },
    ],
  };
  const chromium = {
    roots: {
      bookmark_bar: {
        name: 'Bookmarks bar',
        children: [
          {
            name: 'Folder',
            children: [{ name: 'A', url: 'https://a.example/', date_added: '13300000000000000' }],
          },
        ],
      },
    },
  };
  expect((await read(JSON.stringify(firefox))).entries).toEqual([
    {
      url: 'https://rust.example/',
      title: 'Rust',
      tags: ['lang', 'sys'],
      folders: ['Dev'],
      created: 1_600_000_000_000,
    },
  ]);
  expect((await read(JSON.stringify(chromium, null, 2))).entries).toEqual([
    { url: 'https://a.example/', title: 'A', tags: [], folders: ['Folder'], created: 1_655_526_400_000 },
  ]);
});

test('a list that is cut off gives the entries before the cut', async () => {
  const { entries } = await read('[{"url":"https://a.example/","title":"a } \\" ]"},{"url":"https://b.exa');
  expect(entries).toEqual([
    { url: 'https://a.example/', title: 'a } " ]', tags: [], folders: [] },
    { unreadable: 'the end of the file', message: 'It is cut off or damaged after 1 entries.' },
  ]);
});

test.each([
  ['url;title;tags\nhttps://a.example/;A;x,y\n', { title: 'A', tags: ['x', 'y'] }],
  ['title\turl\nA, B\thttps://a.example/\n', { title: 'A, B', tags: [] }],
  ['URL,Title,Tags\nhttps://a.example/,A,"[""x"",""y z""]"\n', { title: 'A', tags: ['x', 'y z'] }],
  ['- [A](https://a.example/ "t")\n', { title: 'A', tags: [] }],
  ['2. https://a.example/ A\r\n', { title: 'A', tags: [] }],
])('%j is understood', async (text, expected) => {
  expect((await read(text)).entries).toEqual([{ url: 'https://a.example/', folders: [], ...expected }]);
});

test.each([
  ['0', undefined],
  ['-5', undefined],
  ['1600000000', 1.6e12],
  ['1600000000000', 1.6e12],
  ['1600000000000000', 1.6e12],
  ['1600000000000000000', 1.6e12],
  ['13244473600000000', 1.6e12],
  ['253402300799', undefined],
  ['9999-12-31T00:00:00Z', undefined],
])('the date %s', (text, time) => expect(timeOf(text)).toBe(time));
