/** What the page shows that tells a wall from a page. */
export type WallSigns = {
  readonly title: string;
  /** Visible text, at most 4,000 characters of it. */
  readonly text: string;
  readonly textLength: number;
  /** Sources of frames and scripts, ids and classes of known walls that are visible and large. */
  readonly marks: readonly string[];
  /** Share of the window that the largest known challenge covers. */
  readonly challengeShare: number;
  readonly passwordFields: number;
  /** Characters of visible text outside the forms that ask for a password. */
  readonly textBesideLogin: number;
  readonly images: number;
  /** Elements directly in the body. */
  readonly elements: number;
  readonly links: number;
};

/** Collects the signs; self-contained. */
export function readWallSigns(): WallSigns {
  const body = document.body;
  const text = body?.innerText ?? '';
  const marks: string[] = [];
  let share = 0;
  const known: readonly (readonly [string, string])[] = [
    [
      'cloudflare',
      '#challenge-form,#challenge-running,#cf-challenge-running,#challenge-error-title,#challenge-stage,.cf-browser-verification,#cf-error-details,script[src*="/cdn-cgi/challenge-platform/"][src*="orchestrate"]',
    ],
    ['turnstile', 'iframe[src*="challenges.cloudflare.com"],.cf-turnstile'],
    ['recaptcha', 'iframe[src*="/recaptcha/"],.g-recaptcha,#recaptcha'],
    ['hcaptcha', 'iframe[src*="hcaptcha.com"],.h-captcha'],
    ['datadome', 'iframe[src*="captcha-delivery.com"],script[src*="captcha-delivery.com"]'],
    ['perimeterx', '#px-captcha,.px-captcha-container,script[src*="/captcha/captcha.js"][src*="px"]'],
    ['geetest', '.geetest_panel,.geetest_holder'],
    ['arkose', 'iframe[src*="arkoselabs"],iframe[src*="funcaptcha"]'],
    ['aws-waf', '#captcha-container script,script[src*="awswaf.com"]'],
    ['wechat', '#js_verify,.weui-msg .verify,a#js_verify'],
  ];
  for (const [name, selector] of known) {
    for (const element of document.querySelectorAll(selector)) {
      if (!marks.includes(name)) marks.push(name);
      const box = element.getBoundingClientRect();
      const width = Math.max(0, Math.min(box.right, innerWidth) - Math.max(box.left, 0));
      const height = Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
      share = Math.max(share, (width * height) / (innerWidth * innerHeight || 1));
    }
  }
  const visible = (element: Element) => element.getClientRects().length > 0;
  const passwords = Array.from(document.querySelectorAll('input[type="password"]')).filter(visible);
  const forms = new Set(
    passwords.map((field) => field.closest('form') ?? field.parentElement?.parentElement),
  );
  let inForms = 0;
  for (const form of forms) inForms += form instanceof HTMLElement ? form.innerText.trim().length : 0;
  return {
    title: document.title.slice(0, 300),
    text: text.slice(0, 4000),
    textLength: text.trim().length,
    marks,
    challengeShare: share,
    passwordFields: passwords.length,
    textBesideLogin: Math.max(0, text.trim().length - inForms),
    images: document.images.length,
    elements: body?.childElementCount ?? 0,
    links: document.links.length,
  };
}
