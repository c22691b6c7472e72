import { escapeAttribute } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import type { Nesting } from './nesting.page.ts';
import { writeElement } from './write-element.page.ts';

/** Writes the elements that had to leave their place, with what they inherited there. */
export function writePortals(freezing: Freezing, nesting: Nesting): void {
  for (const element of [...freezing.portals]) {
    // Only here it is no longer one that stands elsewhere.
    freezing.portals.delete(element);
    const style = getComputedStyle(element.parentElement ?? element);
    let css = 'display:contents;';
    for (const name of [
      ...['color', 'font', 'line-height', 'letter-spacing', 'word-spacing', 'text-align', 'text-transform'],
      ...['text-indent', 'white-space', 'direction', 'visibility', 'cursor', 'list-style', 'quotes'],
    ]) {
      css += `${name}:${style.getPropertyValue(name)};`;
    }
    write(freezing, `<sp-top style="${escapeAttribute(css)}">`);
    writeElement(freezing, element, nesting);
    write(freezing, '</sp-top>');
    freezing.portals.add(element);
  }
}
