/**
 * What every stored file is served with. It was made by strangers: no script, no request, an origin of its own,
 * shown in no frame but ours. `sandbox` does for the whole page what the frame's attribute does for the frame.
 */
export const ARTIFACT_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    'sandbox',
    "default-src 'none'",
    'img-src data: blob:',
    'media-src data: blob:',
    "style-src 'unsafe-inline' data:",
    'font-src data:',
    'frame-src data: blob:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'cross-origin-resource-policy': 'same-origin',
  // Asked for again each time, so that what was deleted or made private is gone.
  'cache-control': 'private, no-cache',
  'x-robots-tag': 'noindex, nofollow',
  vary: 'Accept-Encoding',
};
