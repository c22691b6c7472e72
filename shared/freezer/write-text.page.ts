import { escapeAttribute, escapeText } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { type Nesting, openWrapper } from './nesting.page.ts';

/** Writes a text node, with what highlights paint in it. */
export function writeText(freezing: Freezing, node: Text, inside: Nesting): void {
  freezing.nodes += 1;
  const text = freezing.dom.text(node) ?? '';
  const painted = freezing.highlights.get(node);
  if (painted) {
    writePainted(freezing, text, painted);
    return;
  }
  const table = /^(table|tbody|thead|tfoot|tr|colgroup)$/.test(inside.parent) && /\S/.test(text);
  if (!table) {
    write(freezing, escapeText(text));
    return;
  }
  // Text straight in a table is moved in front of it by parsers.
  const tags = inside.parent === 'tr' ? ['td'] : ['tr', 'td'];
  for (const tag of tags) write(freezing, openWrapper(tag));
  write(freezing, escapeText(text));
  for (const tag of tags.reverse()) write(freezing, `</${tag}>`);
}

function writePainted(
  freezing: Freezing,
  text: string,
  painted: ReadonlyArray<{ start: number; end: number; css: string }>,
): void {
  let at = 0;
  for (const { start, end, css } of [...painted].sort((left, right) => left.start - right.start)) {
    if (start < at) continue;
    const inner = escapeText(text.slice(start, end));
    write(
      freezing,
      `${escapeText(text.slice(at, start))}<sp-mark style="${escapeAttribute(css)}">${inner}</sp-mark>`,
    );
    at = end;
  }
  write(freezing, escapeText(text.slice(at)));
}
