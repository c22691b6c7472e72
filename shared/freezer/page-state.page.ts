import { extraOf, type Freezing } from './freezing.page.ts';
import { adoptedSheetsOf } from './style-sheets.page.ts';

/** Writes down, as attributes and inline style, the state that only a running page has. */
export function notePageState(freezing: Freezing, roots: ReadonlyArray<Document | ShadowRoot>): void {
  const names = [
    ...['modal', 'popover-open', 'fullscreen', 'focus', 'focus-visible', 'focus-within', 'target'],
    ...['user-valid', 'user-invalid', 'autofill'],
  ].filter((name) => CSS.supports(`selector(:${name})`));
  const any = names.map((name) => `:${name}`).join(',');
  const states = customStateNames(freezing, roots);
  for (const root of roots) {
    for (const element of freezing.dom.all(root, any)) {
      for (const name of names) {
        if (freezing.dom.matches(element, `:${name}`)) extraOf(freezing, element).is.push(name);
      }
      noteTopLayer(freezing, element);
      if (freezing.dom.matches(element, ':focus-visible')) {
        const style = getComputedStyle(element);
        extraOf(freezing, element).style += `outline:${style.outline};outline-offset:${style.outlineOffset};`;
      }
    }
    for (const element of freezing.dom.all(root, 'input:indeterminate')) {
      if ((element as HTMLInputElement).type === 'checkbox') noteIndeterminate(freezing, element);
    }
    for (const element of freezing.dom.all(root, ':defined')) {
      const name = freezing.dom.name(element);
      if (!name.includes('-') && !freezing.dom.has(element, 'is')) continue;
      const extra = extraOf(freezing, element);
      extra.is.push('defined');
      for (const state of states) {
        if (freezing.dom.matches(element, `:state(${state})`)) extra.is.push(`state-${state}`);
      }
    }
    noteAnimations(freezing, root);
  }
  noteHighlights(freezing);
}

/** An indeterminate box has no markup; this draws what Chromium draws for it. */
function noteIndeterminate(freezing: Freezing, element: Element): void {
  const extra = extraOf(freezing, element);
  extra.is.push('indeterminate');
  const style = getComputedStyle(element);
  if (style.appearance === 'none') return;
  const colour = style.accentColor === 'auto' ? '%230075ff' : encodeURIComponent(style.accentColor);
  // Without its own look a box stands on its margin.
  const lowered = style.verticalAlign === 'baseline' ? `vertical-align:-${style.marginBottom};` : '';
  extra.style +=
    `${lowered}appearance:none;width:${style.width};height:${style.height};` +
    'background:url("data:image/svg+xml,' +
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 13 13'%3E%3Crect width='13' height='13' rx='2' " +
    `fill='${colour}'/%3E%3Crect x='3' y='5.5' width='7' height='2' rx='1' fill='white'/%3E%3C/svg%3E") 0 0/100% 100%;`;
}

/** Dialogs, popovers and fullscreen elements lie in the top layer, which needs script to enter. */
function noteTopLayer(freezing: Freezing, element: Element): void {
  const { dom } = freezing;
  const modal = dom.matches(element, ':modal');
  const popover = dom.matches(element, ':popover-open');
  const fullscreen = dom.matches(element, ':fullscreen');
  if (!modal && !popover && !fullscreen) return;
  const extra = extraOf(freezing, element);
  const style = getComputedStyle(element);
  const names = fullscreen
    ? [
        'position',
        'top',
        'right',
        'bottom',
        'left',
        'width',
        'height',
        'margin',
        'object-fit',
        'border',
        'padding',
      ]
    : ['position', 'top', 'right', 'bottom', 'left', 'max-width', 'max-height', 'overflow-x', 'overflow-y'];
  extra.style += `display:${style.display};z-index:2147483647;`;
  for (const name of names) extra.style += `${name}:${style.getPropertyValue(name)};`;
  raiseAbove(freezing, element);
  const behind = getComputedStyle(element, '::backdrop');
  const paints =
    behind.display !== 'none' &&
    (!/^(transparent|rgba\(0, 0, 0, 0\))$/.test(behind.backgroundColor) ||
      behind.backgroundImage !== 'none' ||
      behind.backdropFilter !== 'none');
  if (!paints) return;
  let css = 'display:block;position:fixed;inset:0;z-index:2147483647;pointer-events:none;';
  const props = ['background-color', 'background-image', 'background-size', 'background-position', 'opacity'];
  for (const name of [...props, 'backdrop-filter', 'filter'])
    css += `${name}:${behind.getPropertyValue(name)};`;
  extra.before = css;
}

/** Without a top layer the ancestors decide: those that order are raised, one that contains makes the element move. */
function raiseAbove(freezing: Freezing, element: Element): void {
  let above: Element | null = element;
  const raised: Array<readonly [Element, string]> = [];
  for (;;) {
    const root: Node = above.getRootNode();
    above = above.assignedSlot ?? above.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    if (!above) break;
    const style = getComputedStyle(above);
    const contains =
      [style.transform, style.filter, style.perspective, style.backdropFilter].some(
        (value) => value && value !== 'none',
      ) ||
      [style.translate, style.rotate, style.scale].some((value) => value && value !== 'none') ||
      /paint|layout|strict|content/.test(style.contain) ||
      /transform|filter|perspective|translate|rotate|scale/.test(style.willChange);
    if (contains && element.getRootNode() === document) {
      freezing.portals.add(element);
      return;
    }
    const orders =
      style.zIndex !== 'auto' || style.opacity !== '1' || style.isolation === 'isolate' || contains;
    if (!orders || above === document.body || above === document.documentElement) continue;
    const placed = style.position === 'static' ? 'position:relative;' : '';
    raised.push([above, `${placed}z-index:2147483647;`]);
  }
  for (const [ancestor, style] of raised) extraOf(freezing, ancestor).style += style;
}

/** Running and filled animations and transitions become the values they have at this moment. */
function noteAnimations(freezing: Freezing, root: Document | ShadowRoot): void {
  let animations: Animation[] = [];
  try {
    animations = (root instanceof Document ? Document : ShadowRoot).prototype.getAnimations.call(root);
  } catch {
    return;
  }
  const seen = new Set<string>();
  for (const animation of animations) {
    const effect = animation.effect;
    if (!(effect instanceof KeyframeEffect) || !effect.target) continue;
    const target = effect.target;
    const extra = extraOf(freezing, target);
    const style = getComputedStyle(target, effect.pseudoElement);
    let css = '';
    const properties = new Set(effect.getKeyframes().flatMap((frame) => Object.keys(frame)));
    for (const property of properties) {
      if (/^(offset|computedOffset|easing|composite)$/.test(property)) continue;
      const name = property.startsWith('--')
        ? property
        : property
            .replace(/^css(Float|Offset)$/, '$1')
            .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const value = style.getPropertyValue(name.replace(/^-(float|offset)$/, '$1'));
      if (value) css += `${name}:${value}${effect.pseudoElement ? '!important' : ''};`;
    }
    if (!effect.pseudoElement) {
      extra.style += css;
      continue;
    }
    extra.id ||= `a${freezing.extras.size}`;
    const rule = `[sp-id="${extra.id}"]${effect.pseudoElement}{${css}}`;
    if (seen.has(rule)) continue;
    seen.add(rule);
    const home = target.getRootNode() as Document | ShadowRoot;
    freezing.rootCss.set(home, (freezing.rootCss.get(home) ?? '') + rule);
  }
}

/** Names in `:state(...)` selectors; asked for only where a custom element exists. */
function customStateNames(freezing: Freezing, roots: ReadonlyArray<Document | ShadowRoot>): string[] {
  const { dom } = freezing;
  const custom = roots.some((root) =>
    dom.all(root, ':defined').some((element) => dom.name(element).includes('-')),
  );
  if (!custom || !CSS.supports('selector(:state(x))')) return [];
  const names = new Set<string>();
  const seen = new Set<CSSStyleSheet>();
  for (const root of roots) {
    const listed =
      root instanceof Document
        ? dom.styleSheets(root)
        : (Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'styleSheets')?.get?.call(
            root,
          ) as StyleSheetList);
    for (const sheet of [...listed, ...adoptedSheetsOf(root)]) {
      if (seen.has(sheet)) continue;
      seen.add(sheet);
      try {
        for (const rule of sheet.cssRules) {
          if (!rule.cssText.includes(':state(')) continue;
          for (const found of rule.cssText.matchAll(/:state\(\s*([\w-]+)\s*\)/g)) names.add(found[1] ?? '');
        }
      } catch {
        // A sheet of another origin cannot be read; its state selectors stay unmatched.
      }
    }
  }
  return [...names];
}

/** Ranges painted by the CSS Custom Highlight API, for each text node. */
function noteHighlights(freezing: Freezing): void {
  const registry = (CSS as { highlights?: Map<string, Set<AbstractRange>> }).highlights;
  if (!registry) return;
  // By forEach: a content script of Firefox cannot walk the iterators of the page's collections.
  const painted: Array<readonly [string, AbstractRange]> = [];
  try {
    registry.forEach((ranges, name) => {
      ranges.forEach((range) => {
        painted.push([name, range]);
      });
    });
  } catch {
    // Nor may it look at ranges that the page made; they stay unpainted.
    return;
  }
  for (const [name, range] of painted) {
    const top = range.startContainer.getRootNode();
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let node: Node | null = range.startContainer; node; ) {
      if (node instanceof Text) {
        const start = node === range.startContainer ? range.startOffset : 0;
        const end = node === range.endContainer ? range.endOffset : node.length;
        const parent = freezing.dom.parent(node);
        if (end > start && parent instanceof Element) {
          const style = getComputedStyle(parent, `::highlight(${name})`);
          const list = freezing.highlights.get(node) ?? [];
          list.push({ start, end, css: highlightCss(style) });
          freezing.highlights.set(node, list);
        }
      }
      if (node === range.endContainer) break;
      walker.currentNode = node;
      node = walker.nextNode();
    }
  }
}

function highlightCss(style: CSSStyleDeclaration): string {
  const names = ['color', 'background-color', 'text-decoration', 'text-shadow', '-webkit-text-fill-color'];
  return names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
}
