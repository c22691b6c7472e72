/** Small makers of elements: everything they are given is shown as text and never as markup. */
export function makeElements() {
  const make = (tag: string, className = '', ...content: (string | Node)[]): HTMLElement => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };
  const button = (text: string, onClick: () => unknown, className = ''): HTMLButtonElement => {
    const element = make('button', className, text) as HTMLButtonElement;
    element.type = 'button';
    element.addEventListener('click', () => void onClick());
    return element;
  };
  /** A field under its name, in a label. */
  const labelled = (name: string, value: string, lines = 1): [HTMLElement, HTMLInputElement] => {
    const input = document.createElement(lines > 1 ? 'textarea' : 'input') as HTMLInputElement;
    if (lines > 1) input.setAttribute('rows', String(lines));
    input.value = value;
    return [make('label', '', name, input), input];
  };
  /** A dialog over the page; it is gone when it is closed. */
  const dialog = (title: string, ...content: (string | Node)[]): HTMLDialogElement => {
    const element = make('dialog', '', make('h2', '', title), ...content) as HTMLDialogElement;
    element.setAttribute('aria-label', title);
    element.addEventListener('close', () => element.remove());
    document.body.append(element);
    element.showModal();
    return element;
  };
  return { make, button, labelled, dialog };
}
export type Elements = ReturnType<typeof makeElements>;
