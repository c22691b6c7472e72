import type { Dom } from './dom.page.ts';

/** What one `text=` of an address asks for: `text=before-,start,end,-after`. */
type TextFragment = { before: string; start: string; end: string; after: string };

/** The words of a page as they are read, and where each letter stands. */
type ReadText = { text: string; nodes: Text[]; offsets: number[] };

/**
 * Ranges that the address the page was opened with marks (`#:~:text=`). Only the navigation's own record still says
 * what they were, and nothing says where the browser found them.
 */
export function textFragmentRanges(dom: Dom): Range[] {
  const [navigation] = performance.getEntriesByType('navigation');
  const directive = /#.*?:~:(.*)$/s.exec(navigation?.name ?? '')?.[1];
  const body = dom.body(document);
  if (!directive || !body) return [];
  const fragments = directive.split('&').flatMap((part) => parseTextFragment(part) ?? []);
  if (fragments.length === 0) return [];
  const read = readText(dom, body);
  return fragments.flatMap((fragment) => rangeOf(fragment, read) ?? []);
}

function parseTextFragment(part: string): TextFragment | undefined {
  if (!part.startsWith('text=')) return undefined;
  try {
    const terms = part.slice('text='.length).split(',');
    const before = terms[0]?.endsWith('-') ? terms.shift()?.slice(0, -1) : '';
    const after = terms.at(-1)?.startsWith('-') ? terms.pop()?.slice(1) : '';
    const [start = '', end = ''] = terms;
    const said = [before, start, end, after].map((term = '') =>
      inSmallLetters(decodeURIComponent(term).replace(/\s+/g, ' ')).trim(),
    );
    return start
      ? { before: said[0] ?? '', start: said[1] ?? '', end: said[2] ?? '', after: said[3] ?? '' }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Small letters, one for each, so that places stay. */
function inSmallLetters(text: string): string {
  return text.replace(/\p{Lu}/gu, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  });
}

/** Reads what is shown, white space as one space, with a line feed where one block ends and another begins. */
function readText(dom: Dom, body: Element): ReadText {
  const read: ReadText = { text: '', nodes: [], offsets: [] };
  const letters: string[] = [];
  const add = (letter: string, node: Text, offset: number) => {
    const last = letters.at(-1);
    if (letter === ' ' && (last === ' ' || last === '\n' || last === undefined)) return;
    letters.push(letter);
    read.nodes.push(node);
    read.offsets.push(offset);
  };
  let block: Element | undefined;
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const parent = dom.parent(node);
    if (
      !(parent instanceof Element) ||
      !Element.prototype.checkVisibility.call(parent, { visibilityProperty: true })
    )
      continue;
    const inside = blockAround(parent);
    if (inside !== block && letters.length > 0) add('\n', node, 0);
    block = inside;
    for (let at = 0; at < node.length; at += 1) add((node.data[at] ?? '').replace(/\s/, ' '), node, at);
  }
  read.text = inSmallLetters(letters.join(''));
  return read;
}

function blockAround(element: Element): Element {
  let block = element;
  while (block.parentElement && getComputedStyle(block).display.startsWith('inline'))
    block = block.parentElement;
  return block;
}

function rangeOf({ before, start, end, after }: TextFragment, read: ReadText): Range | undefined {
  for (let at = find(read.text, start, 0); at >= 0; at = find(read.text, start, at + 1)) {
    if (!read.text.slice(0, at).trimEnd().endsWith(before)) continue;
    let until = at + start.length;
    if (end) {
      const last = find(read.text, end, until);
      if (last < 0) return undefined;
      until = last + end.length;
    }
    if (!read.text.slice(until).trimStart().startsWith(after)) continue;
    const range = document.createRange();
    range.setStart(read.nodes[at] as Text, read.offsets[at] as number);
    range.setEnd(read.nodes[until - 1] as Text, (read.offsets[until - 1] as number) + 1);
    return range;
  }
  return undefined;
}

/** The place of whole words from a place on; languages without spaces have no words to be whole. */
function find(text: string, words: string, from: number): number {
  const joins = (place: number) =>
    /^[\p{L}\p{N}]{2}$/u.test(text.slice(place - 1, place + 1)) &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(
      text.slice(place - 1, place + 1),
    );
  let at = text.indexOf(words, from);
  while (at >= 0 && ((at > 0 && joins(at)) || joins(at + words.length))) at = text.indexOf(words, at + 1);
  return at;
}
