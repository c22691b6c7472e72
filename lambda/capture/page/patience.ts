/** Nothing arriving at all for this long, and the page's own site is taken for a long poll or dead, in milliseconds. */
export const PATIENCE_MS = 5000;
/** The same for what another site owes the page's looks, in milliseconds: such servers answer in tenths of a second. */
const OTHER_SITE_MS = 2000;
/** The same for another site's scripts, which are nearly always counters, advertisements and chat windows, in milliseconds. */
const OTHER_SITE_SCRIPT_MS = 1200;

/** How long an unanswered request may hold a capture in which nothing else happens, in milliseconds. */
export function patienceWith(type: string, url: string, pageUrl: string): number {
  if (siteOf(url) === siteOf(pageUrl)) return PATIENCE_MS;
  return type === 'Script' || type === 'Other' ? OTHER_SITE_SCRIPT_MS : OTHER_SITE_MS;
}

/** Second-level names under which a country registers, so that three labels make a site. */
const SECOND_LEVEL = /\.(?:com?|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}$/;

/** The registrable part of a host by its look; hosts without one stand for themselves, port included. */
export function siteOf(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  const { hostname } = url;
  if (!hostname.includes('.') || /^[\d.]+$|:/.test(hostname)) return url.host;
  return hostname
    .split('.')
    .slice(SECOND_LEVEL.test(hostname) ? -3 : -2)
    .join('.');
}
