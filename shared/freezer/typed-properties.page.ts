/**
 * Custom properties that have a type which no `@property` of these names gave them: script registered them. Only the
 * debugger knows all that it said.
 */
export function scriptTypedProperties(declared: ReadonlySet<string>): string[] {
  const names: string[] = [];
  const root = document.documentElement;
  if (!root || typeof CSSUnparsedValue === 'undefined') return names;
  // By forEach: a content script of Firefox cannot walk the iterators of the page's collections.
  root.computedStyleMap().forEach((values, name) => {
    const typed = name.startsWith('--') && !(values[0] instanceof CSSUnparsedValue);
    if (typed && !declared.has(name)) names.push(name);
  });
  return names;
}

/** Notes the properties that this CSS declares. */
export function noteDeclaredProperties(text: string, declared: Set<string>): void {
  if (!text.includes('@property')) return;
  for (const [, name = ''] of text.matchAll(/@property\s+(--[^\s{]+)/gi)) declared.add(name);
}
