import { expect, test } from 'vitest';
import { addressesIn, importsIn } from './sheet-addresses.page.ts';

test('addresses of a sheet, in every way of writing them', () => {
  const css = `a{background:url(a.png) , URL( "b b.png" ), url('c\\'.png')}
    b{background:image-set("d.png" 1x, url(e.png) 2x);mask:url(#m)} c{content:url(data:image/png;base64,xx)} d{src:url(/f.woff2#x)}`;
  expect(addressesIn(css, 'https://x.example/s/sheet.css').sort()).toEqual([
    'https://x.example/f.woff2',
    'https://x.example/s/a.png',
    'https://x.example/s/b%20b.png',
    "https://x.example/s/c'.png",
    'https://x.example/s/d.png',
    'https://x.example/s/e.png',
  ]);
});

test('sheets that a sheet imports', () => {
  const css = `@import "a.css"; @import url(b.css) screen; @import url('c.css') layer(x);`;
  expect(importsIn(css, 'https://x.example/s/')).toEqual(
    ['a', 'b', 'c'].map((name) => `https://x.example/s/${name}.css`),
  );
});
