import { asTextOnly } from './carried-address.ts';
import type { CssContext, Segment } from './css-context.ts';
import { quoted } from './css-writing.ts';

/** One resource as `url("data:...")`; an address inside this document stays as it is. */
export function resourceInCss(value: string, base: string, context: CssContext): Segment {
  const address = value.trim();
  if (address.startsWith('#')) return `url(${quoted(address)})`;
  if (address === '') return 'url("")';
  const absolute = URL.parse(address, base)?.href ?? '';
  const file = absolute.split('#')[0];
  const here = file === context.document || (file === base.split('#')[0] && !context.chain);
  if (here && absolute.includes('#')) {
    return `url(${quoted(absolute.slice(absolute.indexOf('#')))})`;
  }
  if (!absolute || context.resources.isUnasked(absolute)) return 'url("data:,")';
  return dataInCss(absolute, context);
}

async function dataInCss(absolute: string, { resources, pictures }: CssContext): Promise<string> {
  const data = await resources.dataUrl(absolute, 'other');
  return data && !absolute.startsWith('data:') ? pictures.inCss(data) : `url(${quoted(data ?? 'data:,')})`;
}

/** A string that may become an address elsewhere: the picture that the page loaded from it, else no address. */
export async function carriedInCss(value: string, base: string, context: CssContext): Promise<string> {
  const url = URL.parse(value, base);
  return quoted((url && (await context.resources.dataUrl(url.href, 'other', true))) || asTextOnly(value));
}
