import type { Wall } from '@stillpage/shared/schemas/snapshot.ts';
import type { WallSigns } from './walls.page.ts';

/** A page with more text than this is a page, whatever else stands on it, in characters. */
const WALL_TEXT_MAX = 1500;
/** A login page has little else; a site's own front page with a login box has more, in characters. */
const LOGIN_TEXT_MAX = 900;
/** What may stand beside the form of a login page: a name, a slogan, a line of small print, in characters. */
const LOGIN_BESIDE_MAX = 60;
/** More links than a wall ever has. */
const WALL_LINKS_MAX = 40;
/** Statuses that walls answer with; a captcha page often says 200 all the same. */
const WALL_STATUSES = new Set([202, 401, 403, 405, 406, 412, 418, 429, 503]);

/** Titles that belong to walls alone. */
const BOT_TITLES =
  /^(just a moment|attention required!? \| cloudflare|access denied|access to this page has been denied|please wait\.\.\. \| cloudflare|ddos-guard|checking your browser|pardon our interruption|robot or human|are you a robot|security check(point)?|one more step|verify(ing)? you are (a )?human|human verification|bot verification|request blocked|sorry, you have been blocked|you have been blocked|error 403|403 forbidden|vercel security checkpoint|client challenge|请稍候|安全验证|安全检查|访问验证|人机验证|验证中心|百度安全验证|访问被拒绝|环境异常)/i;
const BOT_TEXTS =
  /checking (if the site connection is secure|your browser before accessing)|enable javascript and cookies to continue|verify(ing)? (that )?you are (a )?human|you have been blocked|unusual traffic from your|automated (access|requests|traffic)|you don.t have permission to access|reference #\d+\.[0-9a-f]+|press (&|and) hold|are you a (robot|human)|ray id|performing security verification|当前环境异常|环境异常|完成验证后即可继续访问|安全验证|人机验证|请完成(下方|安全)?验证|访问过于频繁|拖动滑块|异常流量|系统检测到您的?网络/i;
const CAPTCHA_TEXTS =
  /captcha|i.m not a robot|not a robot|select all (images|squares)|拖动滑块|滑动验证|验证码|点击验证|完成验证/i;
const LOGIN_TEXTS =
  /\b(log ?in|sign ?in)\b|登录|登錄|登入|扫码登录|密码登录|ログイン|로그인|connexion|anmelden|iniciar sesi[oó]n/i;
const LOGIN_URLS =
  /\/(login|log-in|signin|sign-in|sso|oauth2?|authorize|passport|accounts?\/(login|signin)|users\/sign_in)(\/|\?|$|\.)/i;
const CONSENT_URLS = /^https?:\/\/(consent\.(google|youtube)\.|[^/]*guce\.|consent\.yahoo)/i;

/**
 * Names the wall that stands in the page's place, or undefined for a page. It would rather miss a wall than call a
 * page one: an article about captchas, or a front page with a login box, is a page.
 */
export function recogniseWall(
  signs: WallSigns,
  answer: { readonly status?: number | undefined; readonly finalUrl: string; readonly askedUrl: string },
): Wall | undefined {
  if (CONSENT_URLS.test(answer.finalUrl)) return 'consent';
  if (signs.textLength > WALL_TEXT_MAX || signs.links > WALL_LINKS_MAX) return undefined;
  const refused = answer.status !== undefined && WALL_STATUSES.has(answer.status);
  const title = signs.title.trim();
  const challenge = signs.marks.length > 0;
  const titled = BOT_TITLES.test(title);
  const worded = BOT_TEXTS.test(signs.text);

  if (challenge && (signs.challengeShare > 0.5 || ((refused || titled) && CAPTCHA_TEXTS.test(signs.text))))
    return interactive(signs) ? 'captcha' : 'bot';
  if (
    challenge &&
    (titled || worded || (refused && signs.textLength < LOGIN_TEXT_MAX)) &&
    signs.passwordFields === 0
  )
    return interactive(signs) && !titled ? 'captcha' : 'bot';
  if (signs.passwordFields === 0 && ((titled && (refused || worded)) || (refused && worded)))
    return CAPTCHA_TEXTS.test(signs.text) ? 'captcha' : 'bot';
  // Chinese walls answer 200 with a few words and nothing else.
  if (signs.passwordFields === 0 && titled && signs.textLength < 300 && signs.images < 5) return 'bot';
  if (worded && signs.textLength < 200 && signs.links < 8 && signs.passwordFields === 0)
    return CAPTCHA_TEXTS.test(signs.text) ? 'captcha' : 'bot';
  return isLogin(signs, answer) ? 'login' : undefined;
}

function interactive(signs: WallSigns): boolean {
  return signs.marks.some((mark) =>
    ['recaptcha', 'hcaptcha', 'datadome', 'perimeterx', 'geetest', 'arkose'].includes(mark),
  );
}

/** A login page in the place of another page: little text, a password field or a login address that was not asked for. */
function isLogin(
  signs: WallSigns,
  {
    status,
    finalUrl,
    askedUrl,
  }: { readonly status?: number | undefined; readonly finalUrl: string; readonly askedUrl: string },
): boolean {
  if (signs.textLength > LOGIN_TEXT_MAX || LOGIN_URLS.test(pathOf(askedUrl))) return false;
  const moved = pathOf(askedUrl) !== pathOf(finalUrl) || hostOf(askedUrl) !== hostOf(finalUrl);
  const address = moved && LOGIN_URLS.test(pathOf(finalUrl));
  const words = LOGIN_TEXTS.test(signs.text) || LOGIN_TEXTS.test(signs.title);
  if (signs.passwordFields > 0)
    return words && (address || status === 401 || status === 403 || signs.textBesideLogin < LOGIN_BESIDE_MAX);
  return words && address;
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
