import { createHash } from 'node:crypto';
import { STILLPAGE_VERSION } from '../../version.ts';
import { escapeMarkup } from './assemble-frame.ts';
import type { FreezeOptions } from './freeze-page.ts';

/** Nothing but what the file itself holds: `data:` pictures, fonts, media and frames, and its own styles. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline' data:",
  'img-src data:',
  'font-src data:',
  'media-src data:',
  'frame-src data:',
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

/** Stands for the digest while it is computed. */
const NO_DIGEST = '0'.repeat(64);

/**
 * Sheets that come late in a document, and windows that change, would set transitions off while the still opens. The
 * first layer's important declarations are stronger than any of the page's.
 */
const NO_TRANSITIONS =
  '<style>@layer stillpage{*,::before,::after{transition-property:none!important}}</style>';

/** What every document of a still begins with: its encoding, the policy that shuts it in, and rest. */
export const FRAME_HEAD =
  `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
  '<meta name="referrer" content="no-referrer"><meta http-equiv="x-dns-prefetch-control" content="off">' +
  NO_TRANSITIONS;

/** The same for the page itself, with where it is from. */
export function stillHead(options: FreezeOptions, finalUrl: string): string {
  const facts: Array<readonly [string, string | undefined]> = [
    ['source', options.sourceUrl],
    ['url', finalUrl],
    ['captured', options.capturedAt.toISOString()],
    ['status', options.httpStatus === undefined ? undefined : String(options.httpStatus)],
    ['consent', options.consent],
    ['version', STILLPAGE_VERSION],
    ['chromium', options.chromium],
    ['sha256', NO_DIGEST],
  ];
  const metas = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`<meta name="stillpage:${name}" content="${escapeMarkup(value)}">`],
  );
  return FRAME_HEAD + metas.join('');
}

/** Writes the digest in: the SHA-256 of the file as it is while the digest's own 64 digits are zeros. */
export function withDigest(html: string): string {
  const digest = createHash('sha256').update(html).digest('hex');
  return html.replace(
    `<meta name="stillpage:sha256" content="${NO_DIGEST}">`,
    `<meta name="stillpage:sha256" content="${digest}">`,
  );
}
