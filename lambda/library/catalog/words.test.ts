import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchWords } from './words.ts';

test.each([
  ['Quiet RIVERS', 'quiet rivers'],
  ['人工智能', '人工 工智 智能'],
  ['用AWS函数', '用 aws 函数'],
  ['ＡＷＳ', 'aws'],
  ['猫', '猫'],
  ['東京タワー', '東京 京タ タワ ワー'],
  ['한국어 책', '한국 국어 책'],
  ['https://example.org/a-b_c?d=1', 'https example org a b c d 1'],
  ['naïve café Straße Đường ÇIĞ İstanbul', 'naive cafe strasse duong cig istanbul'],
  ['cafe\u0301 ёлка, йод ΟΔΌΣ', 'cafe елка йод οδοσ'],
  ['كِتَاب أحمد עִבְרִית', 'كتاب احمد עברית'],
  ['नमस्ते', 'नमस्ते'],
  ['ﾃﾞｰﾀ がか', 'デー ータ がか'],
  ['C++, C#, c++17 and .NET', 'c cplusplus c csharp c cplusplus 17 and net dotnet'],
  ['#tag a.net x+++', 'tag a net x'],
  ['👨‍👩‍👧 go🚀 👍🏽 ❤️ 🇯🇵🇩🇪', '👨 👩 👧 go 🚀 👍 ❤ 🇯🇵 🇩🇪'],
  ['𠮷野家', '𠮷野 野家'],
  ['“”—…', ''],
  ['2026 h264 windows11 es2015', '2026 h264 windows11 es2015'],
  ['12345 123456', '0j·123 1j·45· 0i·123 1i·456·'],
  ['v=dQw4w9WgXcQ', 'v 0a·dq 1a·w4 2a·w9 3a·wg 4a·xc 5a·q·'],
])('%s is kept as %s', (text, words) => expect(searchWords(text)).toBe(words));

test('a long number is found by itself alone, with the text around it whatever it is', () => {
  const digits = fc.stringMatching(/^\d{5,16}$/);
  fc.assert(
    fc.property(digits, digits, (one, other) => {
      const words = new Set(searchWords(`order ${one}, 每页`).split(' '));
      const isFound = searchWords(other)
        .split(' ')
        .every((word) => words.has(word));
      expect(isFound).toBe(one === other);
    }),
  );
});

test('the parts of two numbers seldom make up a third', () => {
  const random = (seed: number) => String((seed * 7919 + 13) % 1_000_000).padStart(6, '0');
  let mixed = 0;
  for (let i = 0; i < 1000; i += 1) {
    const [one, other] = [random(i), random(i + 4711)];
    const third = one.slice(0, 3) + other.slice(3);
    const words = new Set(searchWords(`${one} ${other}`).split(' '));
    if (
      third !== one &&
      third !== other &&
      searchWords(third)
        .split(' ')
        .every((word) => words.has(word))
    )
      mixed += 1;
  }
  expect(mixed).toBeLessThan(20);
});

test('every part of two or more letters of a text without spaces is found by its words', () => {
  const han = fc.array(fc.constantFrom(...'网页快照人工智能学习机器山水之间'), {
    minLength: 2,
    maxLength: 30,
  });
  fc.assert(
    fc.property(han, fc.nat(), fc.nat(), (letters, start, length) => {
      const from = start % (letters.length - 1);
      const part = letters.slice(from, from + 2 + (length % 5)).join('');
      const words = new Set(searchWords(`前文 ${letters.join('')}。`).split(' '));
      for (const word of searchWords(part).split(' ')) expect(words.has(word)).toBe(true);
    }),
  );
});
