import { escapeAttribute, escapeText } from './dom.page.ts';
import { type Freezing, type Painted, write } from './freezing.page.ts';
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

/** Writes the words in an element that would be shown, without what they stand in. */
export function writeWordsOf(freezing: Freezing, element: Element): void {
  const { dom } = freezing;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = dom.parent(node);
    if (parent instanceof Element && Element.prototype.checkVisibility.call(parent))
      write(freezing, escapeText(dom.text(node) ?? ''));
  }
}

/** Writes a text in marks, those of higher layers inside of those below; a mark stays open while its layer goes on. */
function writePainted(freezing: Freezing, text: string, painted: readonly Painted[]): void {
  const edges = new Set([0, text.length, ...painted.flatMap(({ start, end }) => [start, end])]);
  const places = [...edges].sort((one, two) => one - two);
  const lowestFirst = [...painted].sort((one, two) => one.layer - two.layer);
  const firstFirst = lowestFirst
    .map((part, rank) => ({ ...part, rank }))
    .sort((one, two) => one.start - two.start);
  let begun = 0;
  let around: typeof firstFirst = [];
  let open: readonly Painted[] = [];
  for (const [index, at] of places.entries()) {
    // Only what is open at this place is looked at: an editor may paint thousands of parts of one text.
    for (let part = firstFirst[begun]; part && part.start <= at; part = firstFirst[begun]) {
      around.push(part);
      begun += 1;
    }
    around = around.filter(({ end }) => at < end).sort((one, two) => one.rank - two.rank);
    const here = around.filter(({ layer }, place) => layer !== around[place - 1]?.layer);
    let kept = 0;
    while (kept < open.length && open[kept]?.layer === here[kept]?.layer) kept += 1;
    write(freezing, '</sp-mark>'.repeat(open.length - kept));
    for (const { css } of here.slice(kept)) write(freezing, `<sp-mark style="${escapeAttribute(css)}">`);
    write(freezing, escapeText(text.slice(at, places[index + 1] ?? at)));
    open = here;
  }
}
