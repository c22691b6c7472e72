import { expect, test } from 'vitest';
import { languageOf } from './fact-language.ts';
import type { FactSigns } from './fact-signs.page.ts';
import { decideFacts } from './page-facts.ts';

const nothing: FactSigns = {
  title: '',
  lang: '',
  metas: [],
  jsonLd: [],
  headline: '',
  authors: [],
  dates: [],
  text: '',
};
const chinese = '这是一篇用中文写的文章，讲的是如何把网页保存下来，以后随时可以翻看。'.repeat(3);
const url = 'https://www.site.test/a/b';

test.each([
  ['a page that says nothing', {}, { site: 'site.test' }],
  [
    'Open Graph',
    {
      metas: [
        ['og:title', 'Winter'],
        ['og:site_name', 'The Paper'],
        ['og:image', '/lead.jpg'],
        ['og:locale', 'en_GB'],
        ['article:published_time', '2026-01-02T03:04:05Z'],
        ['author', 'By Ann Lee'],
        ['description', 'About\n winter'],
      ],
    },
    {
      title: 'Winter',
      site: 'The Paper',
      image: 'https://www.site.test/lead.jpg',
      language: 'en-GB',
      published: '2026-01-02T03:04:05.000Z',
      author: 'Ann Lee',
      description: 'About winter',
    },
  ],
  [
    'structured data with a graph',
    {
      jsonLd: [
        '{"@graph":[{"@type":"WebSite","name":"Paper"},{"@id":"#a","@type":"Person","name":"Ann Lee"},{"@type":["NewsArticle"],"headline":"H","author":[{"@id":"#a"},{"@type":"Person","name":"Bo Ek"}],"datePublished":"2026-01-02","image":[{"url":"https://i.test/1.jpg"}],"publisher":{"name":"Paper Ltd"}}]}',
      ],
      metas: [['article:author', 'https://facebook.test/ann']],
    },
    {
      author: 'Ann Lee, Bo Ek',
      published: '2026-01-02',
      image: 'https://i.test/1.jpg',
      site: 'Paper Ltd',
    },
  ],
  [
    'structured data in a comment, as templates of the last century write scripts',
    {
      jsonLd: [
        '\n//<![CDATA[\n{"@type":"Article","author":{"name":"Ann Lee"},"datePublished":"2026-01-02"};\n//]]>\n',
      ],
    },
    { author: 'Ann Lee', published: '2026-01-02' },
  ],
  [
    'several names for one thing, dotted and not',
    {
      metas: [
        ['dcterms.creator dc:creator', 'Ann Lee'],
        ['dc:date', '2026-01-02'],
      ],
    },
    { author: 'Ann Lee', published: '2026-01-02' },
  ],
  [
    'structured data of Baidu’s kind',
    {
      jsonLd: [
        '{"@context":"https://ziyuan.baidu.com/contexts/cambrian.jsonld","title":"标题","images":["https://i.test/1.jpg"],"pubDate":"2026-01-02T03:04:05"}',
      ],
      text: chinese,
      lang: 'en',
    },
    { image: 'https://i.test/1.jpg', published: '2026-01-02T03:04', language: 'zh' },
  ],
  [
    'a WeChat article',
    {
      title: '静止的网页',
      metas: [
        ['og:title', '静止的网页'],
        ['og:site_name', '微信公众平台'],
        ['og:image', 'https://mmbiz.qpic.cn/1/0?wx_fmt=jpeg'],
        ['author', ''],
      ],
      authors: ['一个公众号'],
      dates: ['2026年1月2日 03:04'],
      text: chinese,
    },
    {
      site: '微信公众平台',
      author: '一个公众号',
      published: '2026-01-02T03:04',
      language: 'zh',
      image: 'https://mmbiz.qpic.cn/1/0?wx_fmt=jpeg',
    },
  ],
  [
    'a Chinese news page without a word of structure',
    {
      title: '港口的冬天_新闻中心_某某网',
      headline: '港口的冬天',
      text: `首页 > 新闻 港口的冬天 2026年01月02日 03:04 来源：某某日报 作者：王小明 ${chinese}`,
    },
    { author: '王小明', published: '2026-01-02T03:04', site: '某某网', language: 'zh' },
  ],
  [
    'a government’s page',
    {
      metas: [
        ['sitename', '某某市人民政府'],
        ['pubdate', '2026-01-02 03:04'],
        ['author', '市政府办公室'],
      ],
      lang: 'zh-CN',
      text: chinese,
    },
    { site: '某某市人民政府', published: '2026-01-02T03:04', author: '市政府办公室', language: 'zh-CN' },
  ],
] as const)('%s', (_what, signs, facts) => {
  expect(decideFacts({ ...nothing, ...(signs as Partial<FactSigns>) }, url)).toMatchObject(facts);
});

test.each([
  ['broken', ['{"@type":"Article","author":']],
  ['deep', [`${'['.repeat(3000)}${']'.repeat(3000)}`]],
  [
    'of other types',
    ['[1,null,"x",{"@type":{"a":1},"author":{"name":{"b":2}},"datePublished":7,"image":[[]]}]'],
  ],
])('structured data that is %s is passed over', (_what, jsonLd) => {
  expect(decideFacts({ ...nothing, jsonLd }, url)).toEqual({ site: 'site.test' });
});

test('what stands beside a name is not part of it, and an address of numbers names no site', () => {
  const { author, site } = decideFacts(
    { ...nothing, authors: ['Jo Sea https://jo.test/ home'] },
    'http://127.0.0.1:80/a',
  );

  expect([author, site]).toEqual(['Jo Sea', undefined]);
  expect(decideFacts(nothing, 'https://www.163.com/a').site).toBe('163.com');
});

test('a picture that is no address, an author that is a sentence', () => {
  const { image, author } = decideFacts(
    {
      ...nothing,
      metas: [['og:image', 'javascript:alert(1)']],
      authors: ['word '.repeat(40), '王小明 关注'],
    },
    url,
  );

  expect(image).toBeUndefined();
  expect(author).toBe('王小明');
});

test.each([
  ['zh-CN', chinese, 'zh-CN'],
  ['en', chinese, 'zh'],
  ['', chinese, 'zh'],
  ['yue', chinese, 'yue'],
  ['zh', 'これは日本語で書かれた文章です。網頁を保存する方法について。'.repeat(3), 'ja'],
  ['en-US', 'An English text with one word of 中文 in it, as they often have. '.repeat(3), 'en-US'],
  ['en', '이것은 한국어로 쓰인 글입니다. 웹 페이지를 저장합니다.'.repeat(3), 'ko'],
  ['uk', 'Це стаття українською мовою про збереження сторінок'.repeat(3), 'uk'],
  ['<b>', 'Hello', undefined],
  ['', 'Hello', undefined],
])('%s and what is written: %#', (claimed, text, language) => {
  expect(languageOf(claimed, text)).toBe(language);
});
