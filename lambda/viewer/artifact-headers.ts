const POLICY = [
  "default-src 'none'",
  'img-src data: blob:',
  'media-src data: blob:',
  "style-src 'unsafe-inline' data:",
  'font-src data:',
  'frame-src data: blob:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * What every stored file is served with. It was made by strangers: no script, no request, an origin of its own,
 * shown in no frame but ours. `sandbox` does for the whole page what the frame's attribute does for the frame.
 */
export const ARTIFACT_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `sandbox; ${POLICY}`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'cross-origin-resource-policy': 'same-origin',
  // Asked for again each time, so that what was deleted or made private is gone.
  'cache-control': 'private, no-cache',
  'x-robots-tag': 'noindex, nofollow',
  vary: 'Accept-Encoding',
};

/**
 * The still as it is read: a link that somebody clicks opens in a window of its own, which has neither opener nor
 * referrer. Without script nothing opens by itself, and the still itself can go nowhere.
 */
export const STILL_HEADERS: Readonly<Record<string, string>> = {
  ...ARTIFACT_HEADERS,
  'content-security-policy': `sandbox allow-popups allow-popups-to-escape-sandbox; ${POLICY}`,
};
