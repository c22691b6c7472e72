/**
 * The DOM read through the platform's own getters. A form or document with an element named `attributes` or
 * `firstChild` answers that element instead of its property, in an isolated world too.
 */
export type Dom = ReturnType<typeof makeDom>;

export function makeDom() {
  const getter = <T>(prototype: object, name: string): ((of: unknown) => T) => {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
    return get ? (of) => get.call(of) as T : () => undefined as T;
  };
  const closed = new WeakMap<Element, ShadowRoot>();
  const shadowRoot = getter<ShadowRoot | null>(Element.prototype, 'shadowRoot');
  const { getAttribute, hasAttribute, matches, querySelectorAll } = Element.prototype;
  const extension = (
    globalThis as unknown as {
      chrome?: { dom?: { openOrClosedShadowRoot?: (element: Element) => ShadowRoot | null } };
    }
  ).chrome?.dom;
  return {
    closed,
    type: getter<number>(Node.prototype, 'nodeType'),
    first: getter<ChildNode | null>(Node.prototype, 'firstChild'),
    next: getter<ChildNode | null>(Node.prototype, 'nextSibling'),
    parent: getter<ParentNode | null>(Node.prototype, 'parentNode'),
    text: getter<string | null>(Node.prototype, 'textContent'),
    name: getter<string>(Element.prototype, 'localName'),
    space: getter<string | null>(Element.prototype, 'namespaceURI'),
    attributes: getter<NamedNodeMap>(Element.prototype, 'attributes'),
    scrollTop: getter<number>(Element.prototype, 'scrollTop'),
    scrollLeft: getter<number>(Element.prototype, 'scrollLeft'),
    documentElement: getter<Element | null>(Document.prototype, 'documentElement'),
    head: getter<HTMLHeadElement | null>(Document.prototype, 'head'),
    body: getter<HTMLElement | null>(Document.prototype, 'body'),
    title: getter<string>(Document.prototype, 'title'),
    styleSheets: getter<StyleSheetList>(Document.prototype, 'styleSheets'),
    doctype: getter<DocumentType | null>(Document.prototype, 'doctype'),
    compatMode: getter<string>(Document.prototype, 'compatMode'),
    contentType: getter<string>(Document.prototype, 'contentType'),
    characterSet: getter<string>(Document.prototype, 'characterSet'),
    activeElement: getter<Element | null>(Document.prototype, 'activeElement'),
    baseUri: getter<string>(Node.prototype, 'baseURI'),
    attribute: (of: Element, name: string) => getAttribute.call(of, name),
    has: (of: Element, name: string) => hasAttribute.call(of, name),
    matches: (of: Element, selector: string) => {
      try {
        return matches.call(of, selector);
      } catch {
        return false;
      }
    },
    all: (of: Document | ShadowRoot | Element, selector: string): Element[] => {
      try {
        if (of instanceof Element) return [...querySelectorAll.call(of, selector)];
        return [
          ...(of instanceof Document ? Document : DocumentFragment).prototype.querySelectorAll.call(
            of,
            selector,
          ),
        ];
      } catch {
        return [];
      }
    },
    shadow: (of: Element): ShadowRoot | null => {
      const root = shadowRoot(of) ?? closed.get(of);
      if (root) return root;
      const firefox = (of as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot;
      if (firefox) return firefox;
      if (extension?.openOrClosedShadowRoot && of instanceof HTMLElement)
        return extension.openOrClosedShadowRoot(of);
      return null;
    },
  };
}

/** The document and every shadow root in it, hosts before what they host. */
export function rootsOf(dom: Dom): Array<Document | ShadowRoot> {
  const roots: Array<Document | ShadowRoot> = [document];
  for (let at = 0; at < roots.length; at += 1) {
    const root = roots[at];
    if (!root) break;
    for (const element of dom.all(root, '*')) {
      const shadow = dom.shadow(element);
      if (shadow) roots.push(shadow);
    }
  }
  return roots;
}

/**
 * Elements that may hold a closed shadow root: custom elements, and others that show nothing of their own content
 * though they are allowed a root. An element is named once.
 */
export function possibleHosts(dom: Dom, asked: WeakSet<Element>): Element[] {
  const hosts: Element[] = [];
  const allowed = /^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;
  for (const root of rootsOf(dom)) {
    for (const element of dom.all(root, '*')) {
      const name = dom.name(element);
      const custom = name.includes('-') && dom.space(element) === 'http://www.w3.org/1999/xhtml';
      if ((!custom && !allowed.test(name)) || asked.has(element) || dom.shadow(element)) continue;
      if (!custom && showsOwnContent(dom, element)) continue;
      asked.add(element);
      hosts.push(element);
    }
  }
  return hosts;
}

/** Whether the first child that could be seen is seen, or the element is too small to show anything. */
function showsOwnContent(dom: Dom, element: Element): boolean {
  for (let node = dom.first(element); node; node = dom.next(node)) {
    if (dom.type(node) === 3 && /\S/.test(dom.text(node) ?? '')) {
      const range = document.createRange();
      range.selectNode(node);
      return range.getClientRects().length > 0 || element.getClientRects().length === 0;
    }
    if (dom.type(node) !== 1) continue;
    if ((node as Element).getClientRects().length > 0) return true;
  }
  return element.clientHeight === 0 && element.getClientRects().length === 0;
}

export function absoluteUrl(value: string | null | undefined, base: string): string {
  if (!value) return '';
  try {
    return new URL(value, base).href;
  } catch {
    return '';
  }
}

export function escapeText(text: string): string {
  if (!/[&<>\u0000\r\ud800-\udfff]/.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\u0000/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;');
}

export function escapeAttribute(text: string): string {
  if (!/[&<>"\u0000\r\n\ud800-\udfff]/.test(text)) return text;
  return escapeText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;');
}

/** What an element is drawn inside of: its slot, its parent, or the host of its shadow root. */
export function elementAbove(element: Element): Element | null {
  const root = element.getRootNode();
  return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
