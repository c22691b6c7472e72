/**
 * Whether anything in a page stands elsewhere, or gets another size, in a window that is scrolled: what is fixed or
 * sticks, and what is laid out only when it comes near. A page that is scrolled already does, too. Self-contained.
 */
export function movesWithWindow(): boolean {
  if (scrollX !== 0 || scrollY !== 0) return true;
  const roots: Array<Document | ShadowRoot> = [document];
  for (let root = roots.pop(); root; root = roots.pop()) {
    for (const element of root.querySelectorAll('*')) {
      const { position, contentVisibility } = getComputedStyle(element);
      if (position === 'fixed' || position === 'sticky' || contentVisibility === 'auto') return true;
      if (element.shadowRoot) roots.push(element.shadowRoot);
      // What a closed root holds cannot be seen.
      else if (element.localName.includes('-')) return true;
    }
  }
  return false;
}
