import { expect, test } from 'vitest';
import { matchesPinyin } from './pinyin-match.ts';
import { pinyinOf } from './tag-pinyin.ts';

test.each([
  ['阅读', ['yuedu', 'yd', 'yued', 'y', 'yue'], ['du', 'yuedux', 'dy', 'yu d']],
  ['银行', ['yinhang', 'yh', 'yinx'], ['hang']],
  ['音乐', ['yinyue', 'yy', 'yinle'], ['yue']],
  ['旅行/ABC', ['lvxing', 'lx', 'lx/a', 'lvxing/abc'], ['abc']],
  ['重庆', ['chongqing', 'cq', 'zhongqing'], ['qing']],
])('%s is found by its readings', (tag, found, missed) => {
  const readings = pinyinOf(tag) ?? '';
  for (const typed of found) expect(matchesPinyin(readings, typed), `${typed} in ${readings}`).toBe(true);
  for (const typed of missed) expect(matchesPinyin(readings, typed), `${typed} in ${readings}`).toBe(false);
});

test('a tag without Chinese has no readings', () => {
  expect(pinyinOf('reading/long')).toBeUndefined();
  expect(pinyinOf('ひらがな')).toBeUndefined();
});

test('letters that repeat do not take for ever', () => {
  const started = performance.now();
  expect(matchesPinyin(Array(30).fill('aaaa').join(' '), `${'a'.repeat(60)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});
