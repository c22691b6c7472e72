import { extraOf, type Freezing } from './freezing.page.ts';

/** Running and filled animations and transitions become the values they have at this moment. */
export function noteAnimations(freezing: Freezing, root: Document | ShadowRoot): void {
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
