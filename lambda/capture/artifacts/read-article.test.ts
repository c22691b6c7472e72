import { expect, test } from 'vitest';
import { readArticle } from './read-article.ts';
import { readText } from './readable-text.ts';

const request = {
  url: 'https://site.test/a',
  title: '静止的网页',
  plainText: `导航 首页 ${'保存网页的方法有很多种，这里只讲一种。'.repeat(30)} 页脚`,
  html: `<!doctype html><html lang="zh-CN"><head><title>静止的网页</title><meta name="author" content="王小明"><meta name="description" content="一种方法"><meta property="article:published_time" content="2026-01-02T03:04:05Z"></head><body><nav><a href="/">首页</a></nav><article><h1>静止的网页</h1>${`<p>${'保存网页的方法有很多种，这里只讲一种。'.repeat(10)}</p>`.repeat(3)}<img src="data:image/png;base64,${'A'.repeat(5000)}"></article><footer>页脚</footer></body></html>`,
};

test('a Chinese article becomes Markdown with its facts', async () => {
  const { markdown, facts } = await readArticle(request);

  expect(markdown).toMatch(/^# 静止的网页\n\n保存网页的方法/);
  expect(markdown).not.toContain('AAAA');
  expect(markdown.split('保存网页的方法有很多种').length).toBe(31);
  expect(facts).toMatchObject({ author: '王小明', description: '一种方法', language: 'zh-CN' });
});

test('the words of a page nested deeply are found at once', async () => {
  const html = `<html><head><title>t</title></head><body><p>above</p>${'<div>'.repeat(900)}deep words${'</div>'.repeat(900)}`;

  const { markdown } = await readArticle({ ...request, html, plainText: 'above deep words' });

  expect(markdown).toContain('above\n\ndeep words');
}, 5000);

test.each([
  ['nothing', ''],
  ['broken markup', '<p><<<div <table><tr'],
  ['a page that is no article', '<ul><li><a href="#">x</a></li></ul>'],
])('%s gives the plain text', async (_what, html) => {
  const { markdown } = await readArticle({ ...request, html });

  expect(markdown).toContain('导航 首页');
});

test('an article among five times as many comments and teasers is the text, a teaser among them is not', async () => {
  const teasers = Array.from(
    { length: 60 },
    (_, at) => `<li><a href="/${at}">Story ${at} of somebody, somewhere, about something else</a></li>`,
  ).join('');
  const page = (words: string) =>
    `<!doctype html><title>T</title><body><nav><ul>${teasers}</ul></nav><article><h1>T</h1>${words}</article><aside><ul>${teasers}</ul></aside></body>`;
  const paragraph =
    '<p>The council met on Monday and agreed on a plan for the bridge, which opens in spring.</p>';
  const plainText = `${'Story of somebody, somewhere, about something else '.repeat(120)} The council met`;
  const read = async (times: number) =>
    (await readArticle({ ...request, html: page(paragraph.repeat(times)), plainText })).markdown;

  expect(await read(14)).not.toContain('Story of');
  expect(await read(1)).toContain('Story of');
});

test('a page whose prose the article lacks is read whole, without its navigation', async () => {
  const post = (name: string) =>
    `<div class="message"><a href="/${name}">${name}</a><div>${name} wrote that the bridge over the river had been closed since the flood, and asked who could say when it would open.</div></div>`;
  const names = ['Ada', 'Ben', 'Cem', 'Dora', 'Eva', 'Finn'];
  const html = `<!doctype html><title>T</title><body><nav>Boards</nav><article><h1>Rules</h1><p>Be kind to each other, and stay with the subject of the thread you write in, please.</p></article><main>${names.map(post).join('')}</main><footer>Imprint</footer></body>`;

  const { markdown } = await readArticle({ ...request, html, plainText: 'Boards' });

  for (const name of names) expect(markdown).toContain(`${name} wrote that`);
  expect(markdown).not.toMatch(/Boards|Imprint/);
});

test('short lists of a text stay, at its beginning and at its end', async () => {
  const paragraph = `<p>${'保存网页的方法有很多种，这里只讲一种。'.repeat(8)}</p>`;
  const html = `<!doctype html><title>T</title><body><article><h1>T</h1>${paragraph}<ol><li>第一<ul><li>里面</li></ul></li><li>第二</li></ol>${paragraph.repeat(3)}<p>需要的东西如下：</p><ul><li>甲</li><li>乙</li></ul></article></body>`;

  const { markdown } = await readArticle({ ...request, html, plainText: '' });

  expect(markdown).toMatch(/1\. 第一\n\s+- 里面\n2\. 第二/);
  expect(markdown.trimEnd()).toMatch(/- 甲\n- 乙$/);
});

test('a drawing gives its words', async () => {
  const html = '<svg xmlns="http://www.w3.org/2000/svg"><text y="20">words</text></svg>';

  expect((await readArticle({ ...request, title: '', html, plainText: 'words' })).markdown).toBe('words\n');
});

test('text in shadow trees is text', async () => {
  const html = `<article><h1>T</h1><x-a><template shadowrootmode="open"><p>${'影子里的文字，也是文字。'.repeat(30)}</p></template></x-a></article>`;

  expect((await readArticle({ ...request, plainText: '', html })).markdown).toContain('影子里的文字');
});

test('the reader works in its own thread, and being called off gives the plain text', async () => {
  expect((await readText(request, new AbortController().signal)).facts.author).toBe('王小明');
  expect((await readText(request, AbortSignal.abort())).markdown).toContain('导航 首页');
});
