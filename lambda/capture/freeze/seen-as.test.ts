import { mediaAsSeen, schemeAsSeen } from '@stillpage/shared/freezer/colour-scheme.page.ts';
import { expect, test } from 'vitest';
import { tokensOf } from './css-token.ts';
import { settledFeature, settledScheme } from './seen-as.ts';

test.each([
  ['(prefers-color-scheme: dark)', true, '(width>=0px)'],
  ['( PREFERS-color-scheme :dark )', false, '(width<0px)'],
  ['(prefers-color-scheme:light)', true, '(width<0px)'],
  ['(prefers-color-scheme)', false, '(width>=0px)'],
  ['(scripting: none)', true, '(width<0px)'],
  ['(scripting: enabled)', true, '(width>=0px)'],
  ['(min-width: 3px)', true, undefined],
  ['(prefers-reduced-motion: reduce)', true, undefined],
])('%s, seen dark: %s', (css, dark, text) => {
  expect(settledFeature(tokensOf(css), 0, dark)?.text).toBe(text);
});

test.each([
  ['color-scheme: light dark', true, 'color-scheme:only dark'],
  ['color-scheme:dark light!important;color:red', false, 'color-scheme:only light!important'],
  ['color-scheme: dark', false, undefined],
  ['color-scheme: normal', true, undefined],
  ['color: light dark', true, undefined],
])('%s, seen dark: %s', (css, dark, text) => {
  const settled = settledScheme(tokensOf(css), 0, dark);
  expect(settled?.text).toBe(text);
  const after = settled ? tokensOf(css).slice(settled.end + 1) : [];
  expect(after.map((token) => token.text).join('')).toBe(css.includes(';') ? ';color:red' : '');
});

test('media attributes and the meta follow the same rule', () => {
  expect(mediaAsSeen('screen and (prefers-color-scheme: dark), print', true)).toBe(
    'screen and (min-width: 0px), print',
  );
  expect(mediaAsSeen('(prefers-color-scheme: dark)', false)).toBe('(max-width: 0px)');
  expect(schemeAsSeen('dark light', true)).toBe('only dark');
  expect(schemeAsSeen('light', true)).toBe('light');
});
