import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERROR_TABLE } from '@stillpage/shared/errors.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { type Ran, runStillpage } from './run-stillpage.ts';

const BOOKMARKS = `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE>
<DL><p>
<DT><H3>开发</H3>
<DL><p>
<DT><A HREF="https://example.org/a?utm_source=x" ADD_DATE="1600000000" TAGS="One,two">First &amp; 第一</A>
<DD>A note with <b>markup</b> and a
second line
<DT><A HREF="https://example.org/a" ADD_DATE="1500000000" TAGS="three">The same page again</A>
<DT><A HREF="javascript:alert(1)">Script</A>
<DT><A HREF="file:///etc/passwd">File</A>
</DL><p>
<DT><A HREF="https://example.org/b" ADD_DATE="1600000100">=HYPERLINK("x")</A>
<DT><A HREF="https://example.org/c">&lt;script&gt;alert(1)&lt;/script&gt;</A>
</DL>
`;

let site: Site;
let root: string;
beforeAll(async () => {
  site = await startSite();
  root = await mkdtemp(join(tmpdir(), 'stillpage-import-'));
  await writeFile(join(root, 'bookmarks.html'), BOOKMARKS);
});
afterAll(async () => {
  site.close();
  await rm(root, { recursive: true, force: true });
});

const json = ({ stdout }: Ran) => JSON.parse(stdout);
const inLibrary = (name: string, ...args: string[]) => runStillpage([...args, '--folder', join(root, name)]);
/** What a library has, in a form that two libraries can be compared by. */
async function linksOf(library: string) {
  const { links } = json(await inLibrary(library, 'list', '--json', '--limit', '200'));
  return links
    .map(({ url, title, tags, note, createdAt }: Record<string, unknown>) => ({
      url,
      title,
      tags,
      note,
      createdAt,
    }))
    .sort((a: { url: string }, b: { url: string }) => (a.url < b.url ? -1 : 1));
}

test('a browser’s bookmarks come in once, with folders as tags; what cannot be kept is named', async () => {
  const file = join(root, 'bookmarks.html');
  const report = json(await inLibrary('first', 'import', file, '--json', '--tag', 'old'));
  expect(report).toMatchObject({
    format: 'html',
    read: 6,
    added: 3,
    leftOut: { count: 2, reasons: { 'invalid-url': 2 } },
  });
  expect(report.leftOut.named.map(({ what }: { what: string }) => what)).toEqual([
    'javascript:alert(1)',
    'file:///etc/passwd',
  ]);

  expect(json(await inLibrary('first', 'import', file, '--json', '--tag', 'old'))).toMatchObject({
    added: 0,
    merged: 0,
    unchanged: 4,
  });
  expect(await linksOf('first')).toMatchObject([
    {
      url: 'https://example.org/a',
      tags: expect.arrayContaining(['One', 'two', '开发', 'old', 'three']),
      note: 'A note with markup and a\nsecond line',
      createdAt: '2017-07-14T02:40:00.000Z',
    },
    { url: 'https://example.org/b', title: '=HYPERLINK("x")', tags: ['old'] },
    { url: 'https://example.org/c', title: '<script>alert(1)</script>' },
  ]);
  const found = json(await inLibrary('first', 'list', '--json', '--tag', '开发', '--q', '第一'));
  expect(found.links).toHaveLength(1);
});

test.each(['html', 'csv', 'jsonl'])('what is exported as %s comes in again the same', async (format) => {
  const file = join(root, `export.${format}`);
  expect((await inLibrary('first', 'export', '--format', format, '--out', file)).code).toBe(0);
  const text = await readFile(file, 'utf8');
  if (format === 'html') expect(text).not.toContain('<script>');
  if (format === 'csv') expect(text).toContain(`,"'=HYPERLINK(""x"")",`);

  expect(json(await inLibrary(format, 'import', file, '--json'))).toMatchObject({
    read: 3,
    added: 3,
    leftOut: { count: 0 },
  });
  const [again, first] = [await linksOf(format), await linksOf('first')];
  // Netscape files count time in seconds.
  const toSeconds = (links: typeof first) =>
    links.map((link: { createdAt: string }) => ({ ...link, createdAt: link.createdAt.slice(0, 19) }));
  expect(toSeconds(again)).toEqual(toSeconds(first));
});

test('standard input and output', async () => {
  const printed = await inLibrary('first', 'export', '--format', 'urls', '--tag', '开发');
  expect(printed.stdout).toBe('https://example.org/a\n');
});

test('an archive is a folder that needs no program, and writing it again is quick and changes nothing', async () => {
  const saved = await inLibrary(
    'first',
    'save',
    `${site.origin}/basic.html`,
    '--tag',
    '档案',
    '--allow-network',
    new URL(site.origin).host,
  );
  const id = saved.stdout.trim().split('/').pop() ?? '';
  const out = join(root, 'archive');
  expect(json(await inLibrary('first', 'export', '--archive', out, '--json'))).toMatchObject({
    links: 4,
    files: 4,
    missing: [],
  });

  const index = await readFile(join(out, 'index.html'), 'utf8');
  expect(index).toContain(`href="stills/${id}.html"`);
  expect(index).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(index).not.toContain('<script');
  const still = await readFile(join(out, `stills/${id}.html`), 'utf8');
  expect(still).toMatch(/^<!doctype html>/i);
  const tags = await readFile(join(out, 'tags.html'), 'utf8');
  const tagged = tags.match(/href="(tags\/\d+\.html)">档案</)?.[1] ?? '';
  expect(await readFile(join(out, tagged), 'utf8')).toContain(`href="../stills/${id}.html"`);

  await mkdir(join(out, 'mine'));
  expect(json(await inLibrary('first', 'export', '--archive', out, '--json'))).toMatchObject({
    links: 4,
    missing: [],
  });
  expect((await readdir(out)).sort()).toEqual([
    'index.html',
    'mine',
    'screenshots',
    'stills',
    'tags',
    'tags.html',
    'texts',
    'thumbnails',
  ]);
});

test('bad input is said to be so', async () => {
  const code = ERROR_TABLE['invalid-request'].exit;
  expect((await inLibrary('first', 'import', join(root, 'nothing.html'))).code).toBe(
    ERROR_TABLE['not-found'].exit,
  );
  expect((await inLibrary('first', 'import', join(root, 'bookmarks.html'), '--format', 'xml')).code).toBe(
    code,
  );
  expect((await inLibrary('first', 'export', '--format', 'xml')).code).toBe(code);
});
