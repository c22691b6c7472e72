/**
 * How script has scaled and moved a drawing (`currentScale`, `currentTranslate`), as a `viewBox` that shows the same, for
 * lack of an attribute that says so; attributes of the start tag and a style that keeps its size.
 */
export function movedView(element: Element): { attributes: string; style: string } | undefined {
  if (!(element instanceof SVGSVGElement)) return undefined;
  const { currentScale: scale, currentTranslate: moved } = element;
  if (scale === 1 && moved.x === 0 && moved.y === 0) return undefined;
  const drawn = element.getCTM();
  const computed = getComputedStyle(element);
  const side = (name: string) => Number.parseFloat(computed.getPropertyValue(name)) || 0;
  const around = (one: string, two: string) =>
    computed.boxSizing === 'border-box'
      ? [one, two].reduce((sum, at) => sum + side(`padding-${at}`) + side(`border-${at}-width`), 0)
      : 0;
  const width = side('width') - around('left', 'right');
  const height = side('height') - around('top', 'bottom');
  if (!drawn?.a || !drawn.d || width <= 0 || height <= 0 || !scale) return undefined;
  const across = scale * drawn.a;
  const down = scale * drawn.d;
  const left = -(scale * drawn.e + moved.x) / across;
  const top = -(scale * drawn.f + moved.y) / down;
  const box = [left, top, width / across, height / down].join(' ');
  return {
    attributes: ` viewBox="${box}" preserveAspectRatio="none"`,
    style: `box-sizing:content-box;width:${width}px;height:${height}px;`,
  };
}
