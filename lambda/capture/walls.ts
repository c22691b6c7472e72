import type { Wall } from '@stillpage/shared/schemas/snapshot.ts';
import type { CoverSigns } from './cover.page.ts';
import { WALL_MARKS } from './wall-marks.ts';
import {
  CAPTCHA_TEXTS,
  CONSENT_ADDRESSES,
  CONSENT_PAGES,
  CONSENT_TEXTS,
  GATE_TEXTS,
  LIKELY_TITLES,
  LOGIN_HOSTS,
  LOGIN_PATHS,
  LOGIN_TEXTS,
  WALL_TEXTS,
  WALL_TITLES,
} from './wall-words.ts';
import type { WallSigns } from './walls.page.ts';

/** A page with more text than this is a page, whatever else stands on it, in characters. */
const WALL_TEXT_MAX = 1500;
/** More links than a wall ever has. */
const WALL_LINKS_MAX = 40;
/** A challenge that works by itself shows next to nothing, in characters. */
const BLANK_TEXT_MAX = 120;
/** Words alone, under a status of success, count on a page with nothing else, in characters. */
const BARE_TEXT_MAX = 300;
/** A login page has little else; a site's own front page with a login box has more, in characters. */
const LOGIN_TEXT_MAX = 900;
/** A login page somebody was sent to may have all of its site's small print under it, in characters. */
const SENT_TO_LOGIN_TEXT_MAX = 4000;
/** What may stand beside the form of a login page: a name, a slogan, a line of small print, in characters. */
const LOGIN_BESIDE_MAX = 60;
/** A page that asks for consent says a lot, in characters. */
const CONSENT_TEXT_MAX = 8000;
/** What may stand beside a consent box that nothing is behind, in characters. */
const CONSENT_BESIDE_MAX = 200;
/** A box with its backdrop covers the page from this share of the window's middle on. */
const COVER_SHARE_MIN = 0.85;
/** A box over a page says little; with more it is the page itself, in characters. */
const COVER_TEXT_MAX = 700;
/** Statuses that walls answer with; a captcha page often says 200 all the same. */
const WALL_STATUSES = new Set([202, 401, 403, 405, 406, 412, 418, 429, 503]);

/** What a page shows, and what lies over it. */
export type PageSigns = WallSigns & { readonly cover: CoverSigns };

/** How a page was asked for and what it answered. */
export type WallAnswer = {
  readonly status?: number | undefined;
  readonly finalUrl: string;
  readonly askedUrl: string;
};

/**
 * Names the wall that stands in the page's place, or undefined for a page. It would rather miss a wall than call a
 * page one: an article about captchas, or a front page with a login box, is a page.
 */
export function recogniseWall(signs: PageSigns, answer: WallAnswer): Wall | undefined {
  if (isConsent(signs, answer)) return 'consent';
  if (isSentToLogin(signs, answer)) return 'login';
  const cover = coverOf(signs.cover, answer);
  if (cover) return cover;
  if (signs.textLength > WALL_TEXT_MAX || signs.links > WALL_LINKS_MAX) return undefined;
  return challengeOf(signs, answer) ?? (isLogin(signs, answer) ? 'login' : undefined);
}

function challengeOf(signs: WallSigns, { status }: WallAnswer): Wall | undefined {
  const refused = status !== undefined && WALL_STATUSES.has(status);
  const marks = WALL_MARKS.filter(({ name }) => signs.marks.includes(name));
  const blank = signs.textLength < BLANK_TEXT_MAX && signs.links < 4 && signs.images < 3;
  // Any other failure of the server is told by a page of its own, which a vendor's gateway may well have made.
  const failed = status !== undefined && status >= 500 && !refused;
  if (failed && !blank) return undefined;
  const title = signs.title.trim();
  const certain = WALL_TITLES.test(title);
  const titled = certain || LIKELY_TITLES.test(title);
  const worded = WALL_TEXTS.test(signs.text);
  const captcha = CAPTCHA_TEXTS.test(signs.text);
  const mark =
    marks.find(({ strength }) => strength === 'sure') ??
    marks.find(
      ({ strength }) => strength === 'blank' && blank && (refused || failed || signs.textLength < 20),
    ) ??
    marks.find(
      ({ strength }) =>
        strength === 'widget' &&
        (signs.challengeShare > 0.5 ||
          (signs.passwordFields === 0 &&
            (titled || worded || (refused && signs.textLength < LOGIN_TEXT_MAX)))),
    );
  if (mark) return mark.wall === 'bot' && captcha && !titled ? 'captcha' : mark.wall;
  if (signs.passwordFields > 0) return undefined;
  const bare = signs.textLength < BARE_TEXT_MAX && signs.links < 8 && signs.images < 5;
  if ((titled && (refused || worded)) || (refused && worded) || (certain && bare))
    return captcha ? 'captcha' : 'bot';
  // Chinese walls answer 200 with a few words and nothing else.
  if (worded && bare && signs.textLength < BARE_TEXT_MAX / 1.5) return captcha ? 'captcha' : 'bot';
  return undefined;
}

/** What a box over the whole page wants of somebody, whatever is behind it. */
function coverOf({ share, text, fields }: CoverSigns, { askedUrl }: WallAnswer): Wall | undefined {
  if (share < COVER_SHARE_MIN || text.length > COVER_TEXT_MAX) return undefined;
  if (WALL_TEXTS.test(text) && CAPTCHA_TEXTS.test(text)) return 'captcha';
  if (isLoginAddress(askedUrl)) return undefined;
  if (GATE_TEXTS.test(text)) return 'login';
  return fields > 0 && LOGIN_TEXTS.test(text) ? 'login' : undefined;
}

/** Somebody asked for one address and was sent to another that asks who they are. */
function isSentToLogin(signs: WallSigns, answer: WallAnswer): boolean {
  if (!isMoved(answer) || isLoginAddress(answer.askedUrl) || !isLoginAddress(answer.finalUrl)) return false;
  const words = LOGIN_TEXTS.test(signs.text) || LOGIN_TEXTS.test(signs.title);
  if (signs.passwordFields > 0) return words && signs.textLength <= SENT_TO_LOGIN_TEXT_MAX;
  return words && signs.textLength <= LOGIN_TEXT_MAX;
}

/** A login page at the very address of another page: little text and a password field, or the status that asks for one. */
function isLogin(signs: WallSigns, { status, askedUrl }: WallAnswer): boolean {
  if (status === 401 && signs.textLength <= LOGIN_TEXT_MAX) return true;
  if (signs.passwordFields === 0 || signs.textLength > LOGIN_TEXT_MAX || isLoginAddress(askedUrl))
    return false;
  const words = LOGIN_TEXTS.test(signs.text) || LOGIN_TEXTS.test(signs.title);
  return words && (status === 401 || status === 403 || signs.textBesideLogin < LOGIN_BESIDE_MAX);
}

/** Sent to a page that asks for consent, or a consent box with nothing behind it. */
function isConsent(signs: WallSigns, answer: WallAnswer): boolean {
  if (CONSENT_PAGES.test(answer.finalUrl)) return true;
  if (signs.textLength > CONSENT_TEXT_MAX) return false;
  if (isMoved(answer) && !CONSENT_ADDRESSES.test(answer.askedUrl) && CONSENT_ADDRESSES.test(answer.finalUrl))
    return CONSENT_TEXTS.test(`${signs.title} ${signs.text}`) || signs.consentShare > 0;
  return (
    signs.consentShare > 0.3 &&
    signs.textBesideConsent < CONSENT_BESIDE_MAX &&
    signs.images < 5 &&
    signs.links < WALL_LINKS_MAX
  );
}

function isMoved({ askedUrl, finalUrl }: WallAnswer): boolean {
  const asked = URL.parse(askedUrl);
  const final = URL.parse(finalUrl);
  return asked?.host !== final?.host || asked?.pathname !== final?.pathname;
}

function isLoginAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && (LOGIN_PATHS.test(parsed.pathname) || LOGIN_HOSTS.test(parsed.host));
}
