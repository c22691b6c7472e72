import { expect, test } from 'vitest';
import { lightMarkdown } from './light-markdown.ts';

test('headings, links, lists, code and emphasis become Markdown; what is not content stays out', () => {
  const html = `<!doctype html><html><body><nav>Menu</nav><main><h1>标题</h1><p>Some <b>bold</b> words and
    <a href="/a_(b)">a link</a>.</p><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>
    <pre>let a;\n  b();</pre><p hidden>not seen</p><script>no()</script></main><footer>Foot</footer></body></html>`;

  const text = lightMarkdown(html, 'https://site.test/x/');

  expect(text).toContain('# 标题\n\n');
  expect(text).toContain('Some **bold** words and [a link](https://site.test/a_%28b%29).');
  expect(text).toMatch(/^- one\n\n {2}- inner/m);
  expect(text).toMatch(/^- two/m);
  expect(text).toContain('```\nlet a;\n  b();\n```');
  expect(text).not.toMatch(/Menu|Foot|not seen|no\(\)/);
});

test('a very deep page ends somewhere', () => {
  const html = `<body>${'<div>'.repeat(5000)}deep${'</div>'.repeat(5000)}`;

  expect(lightMarkdown(html, 'https://site.test/')).toBe('');
});
