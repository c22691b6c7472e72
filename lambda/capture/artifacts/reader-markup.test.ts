import type { FrozenFrame } from '@stillpage/shared/freezer/frozen-frame.ts';
import { expect, test } from 'vitest';
import { readArticle } from './read-article.ts';
import { readerMarkup } from './reader-markup.ts';

const url = 'https://site.test/a';

test('the reader is given words, links and what is hidden, and no resource', async () => {
  const words = 'Words that somebody reads. '.repeat(20);
  const parts: FrozenFrame['parts'] = [
    '<html><head>',
    { part: 'head' },
    '<style>',
    { part: 'css', place: 'sheet', base: url, text: 'p{color:red}' },
    '</style></head><body><article><p><img',
    { part: 'resource', name: 'src', url: `${url}.png`, use: 'image', missing: '' },
    `><a href="${url}#b">here</a> ${words}</p><p style="`,
    { part: 'css', place: 'attribute', base: url, text: 'display:none;content:"<"' },
    '">never shown</p><iframe',
    { part: 'frame', index: 0, as: 'srcdoc' },
    '></iframe></article></body></html>',
  ];
  const html = readerMarkup({ parts } as FrozenFrame);
  const { markdown } = await readArticle({ html, url, title: '', plainText: words });

  expect(html).toContain('<img src="data:,">');
  expect(html).toContain('style="display:none;content:&quot;&lt;&quot;"');
  expect(html).not.toMatch(/color:red|\.png|srcdoc/);
  expect(markdown).toContain(`[here](${url}#b)`);
  expect(markdown).not.toContain('never shown');
});
