/** A paragraph of this many characters before a list makes the list part of a text. */
const PARAGRAPH_MIN = 5;
/** The article finder takes elements with this in their class for content. */
const CONTENT_CLASS = 'content';
/** An end of a sentence that no page has: an invisible sign before a full stop. */
const SENTENCE_END = '\u2063.';

/**
 * Saves the lists of a text from the article finder, which takes short ones for menus, and those near the beginning or
 * the end of a text for a line of dates and names: lists of a word or two above all, and all of those in scripts
 * without spaces. A list is part of a text when it follows a paragraph and holds no links. What is read of them goes
 * through `withoutMarks`.
 */
export function markLists(document: Document): void {
  for (const list of document.querySelectorAll('ul,ol,dl')) {
    if (list.querySelector('a[href],img') || list.closest('nav,footer,aside,header')) continue;
    if (!followsParagraph(list)) continue;
    list.setAttribute('class', `${list.getAttribute('class') ?? ''} ${CONTENT_CLASS}`.trim());
    const items = Array.from(list.querySelectorAll('li,dd'));
    items.find((item) => !item.querySelector('ul,ol,dl'))?.append(SENTENCE_END);
  }
}

/** The text as it was before its lists were marked. */
export function withoutMarks(markdown: string): string {
  return markdown.replaceAll(SENTENCE_END, '');
}

function followsParagraph(list: Element): boolean {
  const outer = list.parentElement?.closest('ul,ol,dl');
  if (outer) return followsParagraph(outer);
  const before = list.previousElementSibling;
  return before?.localName === 'p' && (before.textContent ?? '').trim().length >= PARAGRAPH_MIN;
}
