import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';
import { languageOf } from './language.ts';
import { readingText } from './reading-text.ts';

test.each([
  [null, 'en'],
  ['zh-CN', 'zh-CN'],
  ['zh-TW,zh;q=0.9', 'zh-CN'],
  ['en-GB,zh;q=0.9', 'en'],
  ['en;q=0.3, zh;q=0.8', 'zh-CN'],
  ['zh;q=0, de', 'en'],
  ['nonsense;;;', 'en'],
])('Accept-Language %s is answered in %s', (header, language) => expect(languageOf(header)).toBe(language));

const named = (title: string) =>
  fileName(
    {
      url: 'https://example.org/',
      createdAt: '2026-11-21T00:00:00.000Z',
      page: { title, finalUrl: '' },
    } as SnapshotRecord,
    'still',
  );

test.each([
  ['A page', 'A page 2026-11-21.html'],
  ['../../etc/passwd', 'etc passwd 2026-11-21.html'],
  ['a"b\r\nSet-Cookie: x', 'a b Set-Cookie x 2026-11-21.html'],
  ['标题：山水', '标题：山水 2026-11-21.html'],
  ['\u202Egpj.exe', 'gpj.exe 2026-11-21.html'],
  ['', 'example.org 2026-11-21.html'],
  ['...', 'still 2026-11-21.html'],
])('a page called %j is downloaded as %j', (title, name) => {
  const header = named(title);
  expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name);
  expect(header).toMatch(/^[\x20-\x7e]+$/);
});

test('readable text is text', async () => {
  const markup = String(
    await readingText(
      '# A <b>\n\n[link](javascript:alert(1)) and **bold**\n\n```js\n<script>\n```\n\n> said\n\n- one\n- two',
    ),
  );
  expect(markup).toContain('<h2>A &lt;b&gt;</h2>');
  expect(markup).toContain('<pre>&lt;script&gt;</pre>');
  expect(markup).toContain('<blockquote><p>said</p></blockquote>');
  expect(markup).toContain('• one');
  expect(markup).not.toMatch(/<script|href|<b>/);
});
