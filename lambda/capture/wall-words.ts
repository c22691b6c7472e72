/** Titles that no page but a wall has, as whole titles. */
export const WALL_TITLES =
  /^(attention required!? \| cloudflare|please wait\.\.\. \| cloudflare|ddos-guard|sucuri website firewall - access denied|vercel security checkpoint|client challenge|radware (bot manager )?captcha|robot check|making sure you(&#39;|'|’)re not a bot!|sina visitor system|bot verification|人机验证|百度安全验证|环境异常|滑动验证页面|访问验证|验证中心|安全验证|安全检查)$/i;

/** Titles that walls have, and now and then a page: they count with another sign. */
export const LIKELY_TITLES =
  /^(just a moment|un momento|un instant|nur einen moment|einen moment|één moment|um momento|cierpliwości|один момент|подождите|bir dakika|access denied|access to this page (has been|is) denied|checking your browser|pardon our interruption|robot or human|are you (a robot|human)|security check(point)?|one more step|verify(ing)? (that )?you are (a )?human|human verification|request (blocked|rejected)|sorry, you have been blocked|you have been blocked|blocked|you are being redirected|error 40[35]|40[35] forbidden|403|405|captcha|ой!|доступ ограничен|вы не робот|проверка|請稍候|请稍候|请稍等|しばらくお待ちください|アクセスが拒否|잠시만 기다리|访问被拒绝|访问被阻断|访问异常|出错啦|网站防火墙|waf)/i;

/** Words of walls, in the languages their vendors write them in. */
export const WALL_TEXTS = new RegExp(
  [
    'checking (if the site connection is secure|your browser before accessing)',
    'enable javascript and cookies to continue',
    'verify(ing)? (that )?you are (a )?human',
    'verify you are human by completing',
    'you have been blocked',
    'you.ve been blocked by network security',
    'unusual (traffic|activity) from your',
    'automated (access|requests|traffic)',
    'you don.t have permission to access',
    'reference #\\d+\\.[0-9a-f]+',
    'press (&|and) hold',
    'are you a (robot|human)',
    '\\bray id\\b',
    'performing security verification',
    'needs to review the security of your connection',
    'incapsula incident id',
    'the requested url was rejected',
    'we.re verifying your browser',
    'as you were browsing.{0,60}something about your browser',
    'make sure you.re not a (robot|bot)',
    'powered and protected by akamai',
    'blocked by (the )?(website firewall|sucuri)',
    '当前环境异常|完成验证后即可继续访问|环境存在异常|环境异常',
    '安全验证|人机验证|请完成(下方|安全)?验证|访问过于频繁|拖动(下方)?滑块|异常流量|异常请求',
    '系统(检测|监测)到您的?网络|访问被(阻断|拦截|拒绝)|请求被拒绝|疑似(黑客)?攻击|安全风控策略',
    '网站管理员设置拦截|可能对网站造成(安全)?威胁|正在进行安全检测|WAF 提供|雷池',
    'вы не робот|запросы отправляли вы|проверка браузера|доступ к сайту ограничен',
    'ロボットではありません|アクセスが(一時的に)?(制限|拒否)|비정상적인 (접근|트래픽)|로봇이 아닙니다',
    'kein roboter|sind sie ein mensch|n.êtes pas un robot|no eres un robot|no soy un robot',
  ].join('|'),
  'i',
);

/** Words that ask a person to prove something. */
export const CAPTCHA_TEXTS =
  /captcha|not a robot|not a bot|i.m not a robot|press (&|and) hold|select all (images|squares)|type the characters|enter the characters|拖动(下方)?滑块|滑动验证|验证码|点击验证|完成验证|вы не робот|ロボットではありません|로봇이 아닙니다/i;

/** Words of a page that asks who one is. */
export const LOGIN_TEXTS =
  /\b(log ?in|sign ?in|sign ?up|join now)\b|登录|登錄|登入|扫码登录|密码登录|ログイン|로그인|connexion|se connecter|anmelden|iniciar sesi[oó]n|войти|вход/i;

/** Paths and hosts of login pages. */
export const LOGIN_PATHS =
  /\/(login|log-in|log_in|logon|signin|sign-in|sign_in|sso|oauth2?|authorize|authwall|passport|servicelogin|accounts?\/(login|signin)|users\/sign_in|i\/flow\/login|user\/login|member\/login|cas\/login)(\/|\?|$|\.)/i;
export const LOGIN_HOSTS = /^(login|signin|sso|passport|auth|idp|accounts|account)\./i;

/** Pages that sites send people to for their consent, and words that stand there. */
export const CONSENT_PAGES = /^https?:\/\/(consent\.(google|youtube)\.|[^/]*guce\.|consent\.yahoo)/i;
export const CONSENT_ADDRESSES =
  /^https?:\/\/(consent|myprivacy|privacy-gate|cmp)\.|\/(consent|cookie-?consent|cookie-?wall|privacy-gate|privacygate|zustimmung|consent-or-pay|tcf)(\/|\?|$|\.)/i;
export const CONSENT_TEXTS = /\bcookies?\b|consent|zustimm|einwillig|consenti|クッキー|同意|隐私/i;
