import { describe, expect, test } from 'vitest';
import type { ReceivedBytes } from '../contract.ts';
import { createResources } from './resources.ts';
import { rewriteCss } from './rewrite-css.ts';
import { createSharedPictures } from './shared-pictures.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const FONT = Buffer.from('wOF2....');
const SHEETS: Record<string, string> = {
  'https://a.test/b.css': '.b{background:url(p.png)}',
  'https://a.test/loop.css': '@import "loop.css";.l{}',
};

function rewrite(css: string, marks: string[] = []): Promise<string> {
  const received: ReceivedBytes = {
    bodyOf: async (url) => {
      if (url.endsWith('.png')) return { ok: true, bytes: PNG, type: 'image/png', status: 200 };
      if (url.endsWith('.woff2')) return { ok: true, bytes: FONT, type: 'font/woff2', status: 200 };
      const sheet = SHEETS[url];
      if (sheet) return { ok: true, bytes: Buffer.from(sheet), type: 'text/css', status: 200 };
      return { ok: false, omission: 'not-loaded' };
    },
  };
  const context = {
    resources: createResources(received, 1e6),
    charset: 'utf-8',
    dark: false,
    marks: new Set(marks),
    pictures: createSharedPictures(),
  };
  return rewriteCss(css, 'https://a.test/a.css', context);
}

const DATA = `data:image/png;base64,${PNG.toString('base64')}`;

describe('resources', () => {
  test.each([
    'a{background:url(p.png)}',
    'a{background:url( "p.png" )}',
    'a{background:URL(p.png)}',
    'a{background:u\\72l("p.png")}',
    'a{background:url(p\\2e png)}',
    ':root{--x:url(p.png)}',
    'a{background:image-set("p.png" 1x)}',
    'a{background:-webkit-image-set(url(p.png) 1x)}',
    'a{background:src("p.png")}',
    '@media screen{a{&:hover{background:url(p.png)}}}',
  ])('%s holds the bytes', async (css) => {
    expect(await rewrite(css)).toContain(DATA);
  });

  test.each([
    'a{background:url(gone.gif)}',
    'a{background:url(//evil.test/x',
    'a{background:url(ht\ntp://evil.test/x)}',
    '@import url(http://evil.test/x.css) foo{',
    '@im\\70ort "http://evil.test/x.css";',
    '@font-face{font-family:x;src:url(http://evil.test/x.ttf)}',
    '@namespace url(http://www.w3.org/1999/xhtml);',
    'a{b:url(javascript:alert(1))}',
    'a{background:src(http://evil.test)}',
    'a{background:u\\72l(http://evil.test/x)}',
    '@import "b.css" layer(a; @import url(http://evil.test/x.css););',
    '@import "b.css" supports(a:url(http://evil.test/x));',
    '@import "b.css" url(http://evil.test/x);',
    '@layer url(http://evil.test/x);',
  ])('%s asks for nothing', async (css) => {
    const text = await rewrite(css);
    expect(text).not.toMatch(/(?:url|src)\(\s*["']?(?!["']?(?:data:|#|["')]))/i);
    expect(text).not.toMatch(/@import/i);
  });
});

describe('addresses in strings', () => {
  test.each([
    'a{--x:"http://evil.test/x"}',
    'a{--\\78:"\\68ttp://evil.test/x"}',
    '@property --x{syntax:"<string>";initial-value:"//evil.test/x"}',
    '@function --f(){result:"https://evil.test/x"}',
  ])('%s leads nowhere, whoever takes it as one', async (css) => {
    expect(await rewrite(css)).toMatch(/"\u200b(\w+:)?\/\/evil\.test\/x"/);
  });

  test('what the page loaded by way of one is kept', async () => {
    expect(await rewrite('a{--x:"https://a.test/p.png"}')).toContain(`--x:"${DATA}"`);
  });

  test.each(['a{--x:"Note: a"}', 'a{content:"http://a.test"}', 'a[href="http://a.test"]{}'])(
    '%s is text',
    async (css) => {
      expect(await rewrite(css)).toBe(css);
    },
  );
});

describe('markup in a sheet', () => {
  test.each([
    'a{content:"</style><script>x</script>"}',
    '/* </style><img onerror=x> */a{}',
    'a{background:url(data:image/svg+xml,<svg></svg>)}',
    '</style><script>alert(1)</script>',
    '<!-- a{} -->',
    'a{b:\\3c script>}',
    '@media (400px<width){a{}}',
    '@import "b.css" </style><b>;',
    '@layer </style>;',
    '@namespace <b "x";',
    '.a\\</style>{}',
  ])('%s never opens or ends an element', async (css) => {
    expect(await rewrite(css)).not.toMatch(/<[a-z/!?]/i);
  });

  test('an escaped bracket before an address stays part of a name', async () => {
    expect(await rewrite('a{b:\\<url(http://evil.test)}')).toBe('a{b:\\3c url(http://evil.test)}');
  });

  test('strings keep what they say', async () => {
    expect(await rewrite('a{content:"<\\"\\\\b"}')).toBe('a{content:"\\3c \\"\\\\b"}');
  });
});

describe('imports', () => {
  test('stand in place with their conditions', async () => {
    const text = await rewrite(
      '@charset "x";@layer q;@import "b.css" layer(l) supports(display:grid) print;a{}',
    );
    expect(text).toContain(
      '@layer q;@supports (display:grid){@media print{@layer l{.b{background:url("data:',
    );
    expect(text).toMatch(/\}\}\}\s*a\{\}$/);
  });
  test('behind a rule are no imports', async () => {
    expect(await rewrite('a{}@import "b.css";')).not.toContain('.b{');
  });
  test('that go round in a circle end', async () => {
    expect(await rewrite('@import "loop.css";')).toContain('.l{}');
  });
});

describe('what needs a running page', () => {
  test('animations and entry styles go', async () => {
    expect(
      await rewrite('@keyframes k{from{a:b}to{c:d}}a{}@starting-style{a{b:c}}@-webkit-keyframes z{}'),
    ).toBe('a{}');
  });
  test('ranges stay ranges', async () => {
    expect(await rewrite('@media (1px<width<=9px){a{}}')).toBe('@media (1px< width<=9px){a{}}');
  });
  test('typed values keep their types, and begin no tag', async () => {
    expect(await rewrite('a{width:attr(x type(<length>))}')).toBe('a{width:attr(x type(<\\6c ength>))}');
  });
  test('attributes kept under another name are looked for there, in selectors only', async () => {
    const css = 'a[ href^="x"],a:not([*|HREF]),[x|href],[title]{grid-column:[href] 1}';
    expect(await rewrite(css, ['sp-a-href'])).toBe(
      'a[sp-a-href^="x"],a:not([sp-a-href]),[x|href],[title]{grid-column:[href] 1}',
    );
  });
  test('scripting is on for media queries', async () => {
    expect(await rewrite('@media (scripting: none){a{}}')).toContain('(width<0px)');
    expect(await rewrite('@media not (scripting){a{}}')).toContain('not (width>=0px)');
  });
  test('state selectors learn the attribute, values do not', async () => {
    const text = await rewrite('a:target,b::part(x):target{grid-area:x;c:target}', ['target']);
    expect(text).toContain('a:is(:target,[sp-is~="target"]),b::part(x):target{');
    expect(text).toContain('c:target}');
    expect(await rewrite('x:state(on){}')).toBe('x[sp-is~="state-on"]{}');
  });
  test('only fonts that were received stay', async () => {
    const faces = await rewrite(
      '@font-face{font-family:F;src:url(a.woff) format("woff"),url(b.woff2) format("woff2"),url(c.png)}@font-face{font-family:G;src:url(x.ttf)}',
    );
    expect(faces).toContain('src:url("data:font/woff2;base64,');
    expect(faces).not.toContain('font-family:G');
  });
  test('a note in front of the file of a font is no part of its name', async () => {
    expect(await rewrite('@font-face{font-family:F;/* not the local: */src/**/:url(b.woff2)}')).toContain(
      'src:url("data:font/woff2;base64,',
    );
  });
  test('open blocks are closed', async () => {
    expect(await rewrite('a{b:c(d[e')).toBe('a{b:c(d[e])}');
  });
  test('a sheet of megabytes is rewritten piece by piece, and what stands around its rules holds', async () => {
    const rule = 'a:state(on)>b{background:url(none.gif);color:red}';
    const nested = `@media (width>1px){${rule.repeat(6000)}}`;
    const [one, all] = await Promise.all([rewrite(rule), rewrite(`${rule.repeat(6000)}${nested}${rule}`)]);
    expect(one).toBe('a[sp-is~="state-on"]>b{background:url("data:,");color:red}');
    expect(all).toBe(`${one.repeat(6000)}@media (width>1px){${one.repeat(6000)}}${one}`);
  });
});
