import type { Dom } from './dom.page.ts';

/** What the HTML parser would have open at a place, as far as it makes it close or move elements. */
export type Nesting = {
  readonly p: boolean;
  readonly a: boolean;
  readonly button: boolean;
  readonly nobr: boolean;
  readonly form: boolean;
  /** Local name of the parent, empty at the top of a shadow root. */
  readonly parent: string;
};

/**
 * Markup around an element that makes the parser keep it where the DOM has it. Scripts build what no parser makes
 * (p in p, a in a, div in tr); `applet` is an unknown element to browsers but still a scope boundary to parsers, and
 * with `display: contents` it is nothing to layout.
 */
export function wrapperFor(
  dom: Dom,
  element: Element,
  name: string,
  nesting: Nesting,
  quirks: boolean,
): string[] {
  const wrappers: string[] = [];
  const { parent } = nesting;
  const closesP =
    /^(address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|header|hgroup|main|menu|nav|ol|p|search|section|summary|ul|h[1-6]|pre|listing|form|hr|li|dd|dt)$/.test(
      name,
    ) ||
    (name === 'table' && !quirks);
  const inTable = parent === 'table' || parent === 'tbody' || parent === 'thead' || parent === 'tfoot';
  // Old pages open a form between two rows; parsers leave it there, empty.
  const staysInTable =
    /^(script|style)$/.test(name) ||
    (name === 'form' && !dom.first(element) && !nesting.form) ||
    (name === 'input' && (element as HTMLInputElement).type === 'hidden');
  if (staysInTable && (inTable || parent === 'tr')) return wrappers;
  if (inTable || parent === 'tr' || parent === 'colgroup') {
    const fits =
      name === 'template' ||
      (parent === 'table' && /^(caption|colgroup|col|thead|tbody|tfoot|tr)$/.test(name)) ||
      (parent === 'tr' && /^t[dh]$/.test(name)) ||
      (parent === 'colgroup' && name === 'col') ||
      (inTable && parent !== 'table' && name === 'tr');
    if (fits) return wrappers;
    if (parent === 'tr') wrappers.push('td');
    else if (/^t[dh]$/.test(name)) wrappers.push('tr');
    else wrappers.push('tr', 'td');
    return wrappers;
  }
  if (parent !== '' && /^(caption|colgroup|col|thead|tbody|tfoot|tr|td|th)$/.test(name)) {
    if (nesting.p && !quirks) wrappers.push('applet');
    wrappers.push('table');
    if (name === 'col') wrappers.push('colgroup');
    if (/^t[rdh]$/.test(name)) wrappers.push('tbody');
    if (/^t[dh]$/.test(name)) wrappers.push('tr');
    return wrappers;
  }
  if (
    (nesting.p && closesP) ||
    (nesting.a && name === 'a') ||
    (nesting.button && name === 'button') ||
    (nesting.nobr && name === 'nobr') ||
    (/^h[1-6]$/.test(parent) && /^h[1-6]$/.test(name)) ||
    (name === 'option' && parent === 'option') ||
    ((name === 'li' || name === 'dd' || name === 'dt') && closesItem(dom, element, name))
  ) {
    wrappers.push('applet');
  }
  return wrappers;
}

/** The state below an element. */
export function nestingInside(nesting: Nesting, name: string, wrapped: boolean): Nesting {
  const scope = wrapped || /^(applet|caption|table|td|th|marquee|object|button)$/.test(name);
  const marker = wrapped || /^(applet|caption|td|th|marquee|object)$/.test(name);
  return {
    p: name === 'p' || (nesting.p && !scope),
    a: name === 'a' || (nesting.a && !marker),
    button: name === 'button' || (nesting.button && !(wrapped || marker || name === 'table')),
    nobr: name === 'nobr' || (nesting.nobr && !(marker || name === 'table')),
    form: name === 'form' || nesting.form,
    parent: name,
  };
}

export function nestingAtTop(): Nesting {
  return { p: false, a: false, button: false, nobr: false, form: false, parent: '' };
}

/** The style of a wrapper: no box, and nothing inherited changed by it. */
export function openWrapper(tag: string): string {
  const table = tag === 'table' ? ';border-spacing:inherit;border-collapse:inherit;text-indent:inherit' : '';
  return `<${tag} style="display:contents!important${table}">`;
}

/** Whether the parser would close an item above: it looks up through everything that is not special. */
function closesItem(dom: Dom, element: Element, name: string): boolean {
  for (let above = dom.parent(element); above instanceof Element; above = dom.parent(above)) {
    const open = dom.name(above);
    if (name === 'li' ? open === 'li' : open === 'dd' || open === 'dt') return true;
    const passes =
      /^(address|div|p|a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|map|mark|nobr|q|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var)$/.test(
        open,
      ) || open.includes('-');
    if (!passes) return false;
  }
  return false;
}
