import type { WallMark } from './wall-marks.ts';

/** What the page shows that tells a wall from a page. */
export type WallSigns = {
  readonly title: string;
  /** Visible text, at most 4,000 characters of it. */
  readonly text: string;
  readonly textLength: number;
  /** Names of the known marks that were found. */
  readonly marks: readonly string[];
  /** Share of the window that the largest known challenge covers. */
  readonly challengeShare: number;
  readonly passwordFields: number;
  /** Characters of visible text outside the forms that ask for a password. */
  readonly textBesideLogin: number;
  /** Share of the window that the consent manager's box covers; 0 without one. */
  readonly consentShare: number;
  /** Characters of visible text outside that box. */
  readonly textBesideConsent: number;
  readonly images: number;
  /** Elements directly in the body. */
  readonly elements: number;
  readonly links: number;
};

/**
 * Collects the signs; self-contained. A page with more text than any wall is not searched for marks: that would take
 * longest where it is of no use.
 */
export function readWallSigns(known: readonly WallMark[], consentBoxes: string): WallSigns {
  const body = document.body;
  const text = body?.innerText ?? '';
  const shareOf = (element: Element) => {
    const box = element.getBoundingClientRect();
    const width = Math.max(0, Math.min(box.right, innerWidth) - Math.max(box.left, 0));
    const height = Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
    return (width * height) / (innerWidth * innerHeight || 1);
  };
  const marks: string[] = [];
  let share = 0;
  const small = text.length < 2000;
  const scripts = !small
    ? ''
    : Array.from(document.scripts, (script) =>
        script.src === '' ? (script.textContent ?? '').slice(0, 20_000) : '',
      )
        .join('\n')
        .slice(0, 200_000);
  for (const { name, selector, script } of small ? known : []) {
    if (script !== undefined && new RegExp(script).test(scripts)) marks.push(name);
    if (selector === undefined) continue;
    for (const element of document.querySelectorAll(selector)) {
      if (!marks.includes(name)) marks.push(name);
      share = Math.max(share, shareOf(element));
    }
  }
  const visible = (element: Element) => element.getClientRects().length > 0;
  const passwords = Array.from(document.querySelectorAll('input[type="password"]')).filter(visible);
  const forms = new Set(
    passwords.map((field) => field.closest('form') ?? field.parentElement?.parentElement),
  );
  const lengthIn = (element: unknown) =>
    element instanceof HTMLElement ? element.innerText.trim().length : 0;
  let inForms = 0;
  for (const form of forms) inForms += lengthIn(form);
  let consentShare = 0;
  let inConsent = 0;
  for (const box of text.length < 10_000 ? document.querySelectorAll(consentBoxes) : []) {
    // The box itself is often empty and its child fixed over the page.
    const share = Math.max(shareOf(box), ...Array.from(box.children, shareOf));
    if (share === 0 || box.parentElement?.closest(consentBoxes)) continue;
    consentShare = Math.max(consentShare, share);
    inConsent += lengthIn(box);
  }
  return {
    title: document.title.slice(0, 300),
    text: text.slice(0, 4000),
    textLength: text.trim().length,
    marks,
    challengeShare: share,
    passwordFields: passwords.length,
    textBesideLogin: Math.max(0, text.trim().length - inForms),
    consentShare,
    textBesideConsent: Math.max(0, text.trim().length - inConsent),
    images: document.images.length,
    elements: body?.childElementCount ?? 0,
    links: document.links.length,
  };
}
