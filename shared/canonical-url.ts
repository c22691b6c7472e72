import { fail, ok, type Result } from './errors.ts';

/** Longest address taken, in characters: what the common servers and proxies accept in a request line. */
export const URL_MAX_LENGTH = 8192;

/** Query parameters that name the visitor's way to the page and never the page. */
const TRACKING =
  /^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|mc_eid|mc_cid|igshid|twclid|ttclid|_hsenc|_hsmi|vero_id|spm_id_from|share_token)$/i;

/**
 * Parses an address a person or a program named: http or https, no user name, no control characters.
 * Returns the WHATWG form with its fragment, or `invalid-url` with what was wrong.
 */
export function parsePageUrl(input: string): Result<URL> {
  if (input.length > URL_MAX_LENGTH)
    return fail('invalid-url', `The address is longer than ${URL_MAX_LENGTH} characters.`);
  if (/[\u0000-\u001f\u007f]/.test(input.trim()))
    return fail('invalid-url', 'The address contains control characters.');
  const url = URL.parse(input.trim());
  if (!url) return fail('invalid-url', `This is not a full address: ${preview(input)}`);
  // Letters of other scripts count as the browser sends them.
  if (url.href.length > URL_MAX_LENGTH)
    return fail('invalid-url', `The address is longer than ${URL_MAX_LENGTH} characters.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return fail('invalid-url', `Only http and https addresses can be kept, not ${url.protocol}`);
  if (url.username || url.password)
    return fail('invalid-url', 'An address with a user name or password is not kept.');
  return ok(url);
}

/**
 * The one spelling under which a page is one link: WHATWG form, tracking parameters dropped, the fragment
 * dropped unless it is a route of a client-rendered application (`#/…`, `#!…`).
 */
export function canonicalUrl(input: string | URL): Result<string> {
  const parsed = parsePageUrl(String(input));
  if (!parsed.ok) return parsed;
  const url = parsed.value;
  if (!/^#[!/]/.test(url.hash)) url.hash = '';
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !TRACKING.test(pair.split('=', 1)[0] ?? ''));
  url.search = kept.length > 0 ? `?${kept.join('&')}` : '';
  return ok(url.href);
}

function preview(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
