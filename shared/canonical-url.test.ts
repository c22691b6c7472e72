import { expect, test } from 'vitest';
import { canonicalUrl, parsePageUrl, URL_MAX_LENGTH } from './canonical-url.ts';

test.each([
  ['https://Example.ORG:443/a/../b?utm_source=x&id=1#top', 'https://example.org/b?id=1'],
  ['http://example.org', 'http://example.org/'],
  ['https://example.org/?utm_source=x', 'https://example.org/'],
  ['https://example.org/app#/inbox/3', 'https://example.org/app#/inbox/3'],
  ['https://example.org/app#!inbox', 'https://example.org/app#!inbox'],
  [
    'https://例子.测试/路径?词=中文',
    'https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84?%E8%AF%8D=%E4%B8%AD%E6%96%87',
  ],
  ['  https://example.org/x  ', 'https://example.org/x'],
  [
    'https://mp.weixin.qq.com/s?__biz=M&mid=1&idx=2&sn=abc',
    'https://mp.weixin.qq.com/s?__biz=M&mid=1&idx=2&sn=abc',
  ],
])('%s is kept as %s', (input, expected) => {
  expect(canonicalUrl(input)).toEqual({ ok: true, value: expected });
  expect(canonicalUrl(expected)).toEqual({ ok: true, value: expected });
});

test.each([
  '',
  'not a url',
  'example.org/page',
  'file:///etc/passwd',
  'FILE:///etc/passwd',
  'chrome://version',
  'view-source:https://example.org',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:https://example.org/1',
  'ftp://example.org/',
  'about:blank',
  'https://user:secret@example.org/',
  'https://exa\nmple.org/',
  'https://example.org/\u0000',
  `https://example.org/${'a'.repeat(URL_MAX_LENGTH)}`,
  `https://example.org/${'中'.repeat(URL_MAX_LENGTH / 8)}`,
  'http://',
])('refuses %j', (input) => {
  const result = parsePageUrl(input);
  expect(result.ok ? result.value.href : result.error.code).toBe('invalid-url');
});
