import { escapeAttribute, escapeText } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';

/** Attributes that say a form control's state; the freezer writes them from the properties. */
export function isStateAttribute(name: string, attribute: string): boolean {
  if (name === 'input') return attribute === 'value' || attribute === 'checked';
  return name === 'option' && attribute === 'selected';
}

/** Writes what the visitor had typed, ticked and chosen. Passwords keep their length only, hidden fields nothing. */
export function writeFormState(freezing: Freezing, element: Element, name: string): void {
  if (name === 'option') {
    if ((element as HTMLOptionElement).selected) write(freezing, ' selected');
    return;
  }
  if (name !== 'input') return;
  const input = element as HTMLInputElement;
  const { type } = input;
  if (type === 'checkbox' || type === 'radio') {
    if (input.checked) write(freezing, ' checked');
    return;
  }
  if (type === 'hidden' || type === 'file' || type === 'image') return;
  const value = type === 'password' ? '*'.repeat(input.value.length) : input.value;
  if (value !== '' || freezing.dom.has(element, 'value'))
    write(freezing, ` value="${escapeAttribute(value)}"`);
}

/** The text of a `textarea` as it stands. */
export function writeTextareaContent(freezing: Freezing, element: HTMLTextAreaElement): void {
  // The parser drops one line feed right after the tag.
  write(freezing, `\n${escapeText(element.value)}`);
}
