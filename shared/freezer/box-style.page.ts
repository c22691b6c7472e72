/** Rules for `canvas` or `object` select by a name the element no longer has; its box is written down instead. */
export function boxStyle(element: Element): string {
  const style = getComputedStyle(element);
  if (style.display === 'none') return 'display:none;';
  const place = [
    ...['display', 'position', 'top', 'left', 'right', 'bottom', 'z-index', 'float', 'order', 'align-self'],
    ...[
      'justify-self',
      'grid-area',
      'vertical-align',
      'transform',
      'transform-origin',
      'translate',
      'rotate',
    ],
    ...['scale', 'object-fit', 'object-position'],
  ];
  const box = [
    ...['box-sizing', 'margin', 'padding', 'max-width', 'max-height', 'border', 'border-radius'],
    ...['border-image', 'outline', 'outline-offset', 'box-shadow', 'clip-path'],
  ];
  const paint = [
    ...['background', 'opacity', 'filter', 'visibility', 'image-rendering', 'mix-blend-mode', 'mask'],
    ...['backdrop-filter', 'isolation'],
  ];
  let css = '';
  for (const name of [...place, ...box, ...paint]) {
    const value = style.getPropertyValue(name);
    if (value && value !== 'auto' && value !== 'none' && value !== 'normal') css += `${name}:${value};`;
  }
  return `${css}flex:none;width:${style.width};height:${style.height};`;
}
