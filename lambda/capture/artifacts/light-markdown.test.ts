import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { lightMarkdown } from './light-markdown.ts';

const documentOf = (html: string) => parseHTML(html).document as unknown as Document;
const markdownOf = (body: string) =>
  lightMarkdown(documentOf(`<!doctype html><html><body>${body}</body></html>`), 'https://site.test/');

test('headings, links, lists, code and emphasis become Markdown; what is not content stays out', () => {
  const html = `<!doctype html><html><body><nav>Menu</nav><main><h1>标题</h1><p>Some <b>bold</b> words and
    <a href="/a_(b)">a link</a>.</p><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>
    <pre>let a;\n  b();</pre><p hidden>not seen</p><script>no()</script></main><footer>Foot</footer></body></html>`;

  const text = lightMarkdown(documentOf(html), 'https://site.test/x/');

  expect(text).toContain('# 标题\n\n');
  expect(text).toContain('Some **bold** words and [a link](https://site.test/a_%28b%29).');
  expect(text).toMatch(/^- one\n\n {2}- inner/m);
  expect(text).toMatch(/^- two/m);
  expect(text).toContain('```\nlet a;\n  b();\n```');
  expect(text).not.toMatch(/Menu|Foot|not seen|no\(\)/);
});

test('a very deep page keeps its words', () => {
  const html = `<html><body>${'<div>'.repeat(5000)}deep${'</div>'.repeat(5000)}`;

  expect(lightMarkdown(documentOf(html), 'https://site.test/')).toBe('deep');
});

test.each([
  [
    'a figure of lines beside it',
    '<figure class="highlight js"><table><tr><td class="gutter"><pre>1<br>2</pre></td><td class="code"><pre>a;<br>b;</pre></td></tr></table></figure>',
  ],
  [
    'a list of numbers in it',
    '<pre><code class="language-js">a;\nb;</code><ul class="pre-numbering"><li>1</li><li>2</li></ul></pre>',
  ],
  ['numbers by style', '<pre class="line-numbers language-js"><code>a;\nb;</code></pre>'],
])('code with %s has no line numbers', (_what, html) => {
  expect(markdownOf(html).replace('js', '')).toBe('```\na;\nb;\n```');
});

test('tables of data become tables, those that lay a page out do not', () => {
  const data =
    '<table><tr><th>Name</th><th>Count</th></tr><tr><td>a|b</td><td><b>3</b></td></tr><tr><td colspan="2">all</td></tr></table>';

  expect(markdownOf(data)).toBe('| Name | Count |\n| --- | --- |\n| a\\|b | **3** |\n| all |  |');
  expect(markdownOf('<table><tr><td><h1>T</h1></td><td>x</td></tr></table>')).toBe('# T\n\nx');
});

test('formulas come as they were written, lists keep their numbers, quotes their lines', () => {
  const formula =
    '<span class="katex-mathml"><math><semantics><mi>a</mi><annotation encoding="application/x-tex">a^2</annotation></semantics></math></span><span aria-hidden="true">a2</span>';

  expect(markdownOf(`<p>So ${formula}.</p>`)).toBe('So $a^2$.');
  expect(markdownOf('<ol start="3"><li>c</li><li>d</li></ol>')).toBe('3. c\n4. d');
  expect(markdownOf('<blockquote><p>one</p><p>two</p></blockquote>')).toBe('> one\n> \n> two');
  expect(markdownOf(`${'<b>'.repeat(20)}bold${'</b>'.repeat(20)}`)).toBe('**bold**');
});
