/** Addresses of `url(...)` and image sets in a sheet, absolute, without fragments. More than a browser would load is no harm. */
export function addressesIn(css: string, base: string): string[] {
  const found = [
    ...css.matchAll(/(?:url|src)\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([^"'()\s]+))\s*\)/gi),
  ].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  for (const [, set = ''] of css.matchAll(/image-set\(((?:[^()]|\([^()]*\))*)\)/gi))
    for (const [, double, single] of set.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g))
      found.push(double ?? single ?? '');
  return absolute(found, base);
}

/** Addresses of the sheets that a sheet imports. */
export function importsIn(css: string, base: string): string[] {
  const found = [...css.matchAll(/@import\s+(?:url\(\s*)?(?:"([^"\n]*)"|'([^'\n]*)'|([^"'()\s;]+))/gi)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  return absolute(found, base);
}

function absolute(addresses: readonly string[], base: string): string[] {
  return addresses.flatMap((address) => {
    const plain = address.replace(/\\(.)/g, '$1').trim();
    if (plain === '' || /^(data:|#)/i.test(plain) || !URL.canParse(plain, base)) return [];
    return [new URL(plain, base).href.split('#', 1)[0] ?? ''];
  });
}
