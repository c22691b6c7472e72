import { html } from 'hono/html';
import { withoutMarks } from '../library/markdown-text.ts';
import type { Markup } from './page.ts';

/** Blocks shown; the file holds the rest. */
const BLOCKS_MAX = 3000;

/** Readable text for the eye: headings, quotes, code and paragraphs of the Markdown, all of it as text and never as markup. */
export function readingText(markdown: string): Markup {
  const shown = blocksOf(markdown).slice(0, BLOCKS_MAX);
  return html`<article><div>${shown.map(markupOf)}</div></article>`;
}

type Block = { readonly kind: 'text' | 'code'; readonly lines: string[] };

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of markdown.split(/\r?\n|\r/)) {
    const isFence = line.startsWith('```');
    if (open?.kind === 'code') {
      if (isFence) open = undefined;
      else open.lines.push(line);
    } else if (isFence) {
      open = { kind: 'code', lines: [] };
      blocks.push(open);
    } else if (line.trim() === '') {
      open = undefined;
    } else {
      if (!open || /^#{1,6} /.test(line) || /^#{1,6} /.test(open.lines[0] ?? '')) {
        open = { kind: 'text', lines: [] };
        blocks.push(open);
      }
      open.lines.push(line);
    }
  }
  return blocks;
}

function markupOf({ kind, lines }: Block): Markup {
  if (kind === 'code') return html`<pre>${lines.join('\n')}</pre>`;
  const [first = ''] = lines;
  const depth = /^(#{1,6}) /.exec(first)?.[1]?.length;
  if (depth !== undefined) {
    const text = withoutMarks(first);
    return depth === 1
      ? html`<h2>${text}</h2>`
      : depth === 2
        ? html`<h3>${text}</h3>`
        : html`<h4>${text}</h4>`;
  }
  if (lines.every((line) => line.startsWith('>')))
    return html`<blockquote><p>${withoutMarks(lines.map((line) => line.replace(/^> ?/, '')).join('\n'))}</p></blockquote>`;
  return html`<p>${withoutMarks(lines.join('\n'))}</p>`;
}
