import { html } from 'hono/html';
import type { Markup } from './page.ts';

/** Paragraphs shown; the file holds the rest. */
const BLOCKS_MAX = 3000;

/** Readable text for the eye: headings, quotes, code and paragraphs of the Markdown, all of it as text and never as markup. */
export function readingText(markdown: string): Markup {
  const blocks = markdown
    .replace(/\r\n?/g, '\n')
    .split(/(^```[^\n]*\n[\s\S]*?^```[ \t]*$)|\n{2,}/m)
    .filter((block) => block?.trim())
    .slice(0, BLOCKS_MAX);
  return html`<article><div>${blocks.map((block) => blockOf(block ?? ''))}</div></article>`;
}

function blockOf(block: string): Markup {
  const code = /^```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(block.trim());
  if (code) return html`<pre>${code[1]}</pre>`;
  const heading = /^(#{1,6})\s+(.*)$/s.exec(block.trim());
  if (heading) {
    const text = plain(heading[2] ?? '');
    const depth = heading[1]?.length ?? 1;
    return depth <= 1
      ? html`<h2>${text}</h2>`
      : depth === 2
        ? html`<h3>${text}</h3>`
        : html`<h4>${text}</h4>`;
  }
  if (/^>\s?/.test(block.trim()))
    return html`<blockquote><p>${plain(block.replace(/^\s*>\s?/gm, ''))}</p></blockquote>`;
  return html`<p>${plain(block)}</p>`;
}

/** Without the marks of Markdown that only carry looks or addresses. */
function plain(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.*?\S)\1/gs, '$2')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]*\S)\*(?![\w*])/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!>~|])/g, '$1')
    .replace(/^\s*[-*+]\s+/gm, '• ')
    .trim();
}
