/** Rules for `canvas` or `object` select by a name the element no longer has; its box is written down instead. */
export function boxStyle(element: Element): string {
  const style = getComputedStyle(element);
  if (style.display === 'none') return 'display:none;';
  const names = [
    'display',
    'position',
    'top',
    'left',
    'right',
    'bottom',
    'z-index',
    'margin',
    'border',
    'padding',
  ];
  const more = [
    'background-color',
    'opacity',
    'transform',
    'border-radius',
    'object-fit',
    'object-position',
    'box-sizing',
    'vertical-align',
  ];
  let css = '';
  for (const name of [
    ...names,
    ...more,
    'max-width',
    'max-height',
    'float',
    'box-shadow',
    'filter',
    'visibility',
    'image-rendering',
    'order',
    'align-self',
    'justify-self',
    'grid-area',
    'mix-blend-mode',
    'clip-path',
  ]) {
    const value = style.getPropertyValue(name);
    if (value && value !== 'auto' && value !== 'none' && value !== 'normal') css += `${name}:${value};`;
  }
  return `${css}flex:none;width:${style.width};height:${style.height};`;
}
