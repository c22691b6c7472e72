import { expect, test } from 'vitest';
import { withoutMarks } from './markdown-text.ts';

test('marks go, words stay', () => {
  expect(
    withoutMarks(
      '## 山水\n\nA [link](https://example.org/a "t"), ![picture](x.png), **bold**, *lean*, `code` and 2 * 3 * 4.\n- one',
    ),
  ).toBe('山水\n\nA link, picture, bold, lean, code and 2 * 3 * 4.\n• one');
});

test.each([
  '[',
  '![',
  '**a ',
  '*a ',
  '__a ',
  '`a ',
  '\n',
  ' \n',
  '[a](',
  '[a](b "',
  '# ',
  '\\',
  '> ',
  '```x\n',
])('no text takes longer than its length: %j again and again', (piece) => {
  const from = process.threadCpuUsage();
  withoutMarks(piece.repeat(Math.ceil(200_000 / piece.length)));
  // A repetition without a bound computes for minutes here.
  expect(process.threadCpuUsage(from).user / 1000).toBeLessThan(10_000);
});
