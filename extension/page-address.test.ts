import { expect, test, vi } from 'vitest';
import { pageAddress, whyNotSavable } from './page-address.ts';

vi.mock('./browser.ts', () => ({ default: {} }));
const { requestFor } = await import('./page-request.ts');

test('the source and the reading view of a page are the page', () => {
  expect(pageAddress('view-source:https://example.org/a?b')).toBe('https://example.org/a?b');
  expect(pageAddress('about:reader?url=https%3A%2F%2Fexample.org%2F%E4%B8%AD')).toBe(
    'https://example.org/中',
  );
  expect(pageAddress('https://example.org/view-source:x')).toBe('https://example.org/view-source:x');
  expect(pageAddress(undefined)).toBe('');
});

test.each([
  ['file:///home/me/a.pdf', 'notSavableFile'],
  ['data:text/html,hello', 'notSavableMade'],
  ['blob:https://example.org/1', 'notSavableMade'],
  ['chrome://settings/', 'notSavableBrowser'],
  ['about:addons', 'notSavableBrowser'],
  ['moz-extension://1/options.html', 'notSavableBrowser'],
  [`https://example.org/${'x'.repeat(9_000)}`, 'notSavableLong'],
  ['https://me:secret@example.org/', 'notSavablePassword'],
  ['', 'notSavable'],
])('%s is not saved, and why is said', (address, why) => {
  expect(requestFor({ url: address }, { defaultTags: [], visibility: 'link' })).toBeUndefined();
  expect(whyNotSavable(address)).toBe(why);
});

test('titles and tags of any kind are brought within what a backend takes', () => {
  const request = requestFor(
    {
      url: 'https://example.org/',
      title: `${'x'.repeat(999)}😀 and more`,
      note: 'half \ud83d of a sign',
      tags: Array.from({ length: 300 }, (_, index) => `tag ${index}`),
    },
    { defaultTags: ['mine'], visibility: 'link' },
  );
  expect(request?.title).toBe('x'.repeat(999));
  expect(request?.note).toBe('half \ufffd of a sign');
  expect(request?.tags).toHaveLength(100);
  expect(request?.tags?.[0]).toBe('mine');
});
