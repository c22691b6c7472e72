import { expect, test } from 'vitest';
import { type PageSigns, recogniseWall } from './walls.ts';

const page: PageSigns = {
  title: 'A page',
  text: 'Words',
  textLength: 1200,
  marks: [],
  challengeShare: 0,
  passwordFields: 0,
  textBesideLogin: 1200,
  consentShare: 0,
  textBesideConsent: 1200,
  images: 3,
  elements: 10,
  links: 12,
  cover: { share: 0, text: '', fields: 0 },
};
const answer = { status: 200, finalUrl: 'https://site.test/page', askedUrl: 'https://site.test/page' };

test.each([
  [
    'Cloudflare',
    {
      title: 'Just a moment...',
      text: 'Enable JavaScript and cookies to continue',
      textLength: 60,
      links: 1,
    },
    { status: 403 },
    'bot',
  ],
  [
    'Cloudflare in Chinese',
    { title: '请稍候…', text: '正在进行安全验证', textLength: 40, links: 1, marks: ['cloudflare'] },
    { status: 403 },
    'bot',
  ],
  [
    'Akamai',
    {
      title: 'Access Denied',
      text: "You don't have permission to access this. Reference #18.2f3",
      textLength: 120,
      links: 0,
    },
    { status: 403 },
    'bot',
  ],
  [
    'DataDome',
    { title: 'site.test', text: '', textLength: 0, links: 0, marks: ['datadome'], challengeShare: 1 },
    { status: 403 },
    'captcha',
  ],
  [
    'PerimeterX',
    {
      title: 'Access to this page has been denied',
      text: 'Press & Hold to confirm you are a human',
      textLength: 200,
      links: 2,
      marks: ['perimeterx'],
      challengeShare: 0.2,
    },
    { status: 403 },
    'captcha',
  ],
  [
    'a full-page hCaptcha',
    {
      title: 'Check',
      text: 'Select all images with a boat',
      textLength: 80,
      links: 2,
      marks: ['hcaptcha'],
      challengeShare: 0.7,
    },
    {},
    'captcha',
  ],
  [
    'Google',
    {
      title: 'https://www.google.com/search',
      text: 'Our systems have detected unusual traffic from your computer network.',
      textLength: 500,
      links: 3,
      marks: ['recaptcha'],
      challengeShare: 0.1,
    },
    { status: 429 },
    'captcha',
  ],
  [
    'WeChat',
    {
      title: '环境异常',
      text: '当前环境异常，完成验证后即可继续访问。',
      textLength: 30,
      links: 1,
      marks: ['wechat'],
    },
    {},
    'bot',
  ],
  [
    'Baidu',
    { title: '百度安全验证', text: '请完成下方验证 拖动滑块', textLength: 40, links: 0 },
    {},
    'captcha',
  ],
  [
    'Zhihu',
    { title: '安全验证', text: '系统检测到您的网络环境存在异常', textLength: 60, links: 2 },
    { status: 403 },
    'bot',
  ],
  [
    'a login in the page’s place',
    {
      title: 'Log in',
      text: 'Log in Email Password',
      textLength: 60,
      passwordFields: 1,
      textBesideLogin: 20,
      links: 4,
    },
    { finalUrl: 'https://site.test/login?next=/page' },
    'login',
  ],
  [
    'a login at another host',
    { title: '登录', text: '请登录 扫码登录', textLength: 40, links: 4 },
    { finalUrl: 'https://passport.site.test/login' },
    'login',
  ],
  [
    'a bare login under the same address',
    {
      title: 'Shop',
      text: 'Sign in Email Password',
      textLength: 60,
      passwordFields: 1,
      textBesideLogin: 10,
      links: 2,
    },
    {},
    'login',
  ],
  [
    'Google’s consent page',
    { textLength: 2000 },
    { finalUrl: 'https://consent.google.com/m?continue=x' },
    'consent',
  ],
] as const)('%s is a wall', (_name, signs, facts, wall) => {
  expect(recogniseWall({ ...page, ...signs }, { ...answer, ...facts })).toBe(wall);
});

test.each([
  [
    'an article about captchas',
    {
      title: 'How captchas verify you are human',
      text: 'Are you a robot? Select all images, verify you are human.',
      textLength: 9000,
      links: 80,
    },
    {},
  ],
  [
    'a short post about them',
    {
      title: 'I hate captchas',
      text: 'Why do I have to verify you are human, again and again? A captcha is',
      textLength: 700,
      links: 14,
    },
    {},
  ],
  [
    'a page with a login box',
    { text: 'Welcome to the club. Login', passwordFields: 1, textLength: 500, textBesideLogin: 460 },
    {},
  ],
  [
    'a login page that was asked for',
    { title: 'Log in', text: 'Log in Email', textLength: 60, passwordFields: 1, textBesideLogin: 10 },
    { askedUrl: 'https://site.test/login', finalUrl: 'https://site.test/login' },
  ],
  [
    'a page with a comment form behind recaptcha',
    { textLength: 1400, marks: ['recaptcha'], challengeShare: 0.05 },
    {},
  ],
  [
    'a short page with an invisible recaptcha',
    { textLength: 300, marks: ['recaptcha'], challengeShare: 0, text: 'Contact us by this form' },
    {},
  ],
  [
    'an ordinary 404',
    { title: 'Not found', text: 'Not found', textLength: 9, links: 0, images: 0 },
    { status: 404 },
  ],
  [
    'an ordinary 403',
    { title: 'Members only', text: 'Members only', textLength: 12, links: 3 },
    { status: 403 },
  ],
  [
    'maintenance',
    { title: 'Back soon', text: 'We are working on it', textLength: 40, links: 0 },
    { status: 503 },
  ],
  ['an empty page', { title: '', text: '', textLength: 0, links: 0, images: 0, elements: 0 }, {}],
] as const)('%s is a page', (_name, signs, facts) => {
  expect(recogniseWall({ ...page, ...signs }, { ...answer, ...facts })).toBeUndefined();
});

test.each([
  ['Portuguese', 'Um momento…', 'Verificando se você é humano. Não sou um robô'],
  ['Italian', 'Verifica di sicurezza', 'Conferma di non essere un robot: non sono un robot'],
  ['Dutch', 'Een moment geduld', 'Bevestig dat u geen robot bent. Ik ben geen robot'],
  ['Polish', 'Weryfikacja bezpieczeństwa', 'Potwierdź, że nie jesteś robotem. Nie jestem robotem'],
  ['Turkish', 'Güvenlik doğrulaması', 'Devam etmek için insan olduğunuzu doğrulayın. Robot değilim'],
  ['Arabic', 'لحظة من فضلك', 'أكد أنك إنسان: أنا لست روبوت'],
  ['Vietnamese', 'Xác minh bảo mật', 'Hãy xác minh bạn là con người: Tôi không phải là người máy'],
  ['Indonesian', 'Verifikasi keamanan', 'Pastikan Anda manusia: saya bukan robot'],
  ['Hindi', 'सुरक्षा जाँच', 'पुष्टि करें कि आप इंसान हैं: मैं रोबोट नहीं हूँ'],
])('a check in %s is a captcha', (_language, title, text) => {
  const signs = { ...page, title, text, textLength: text.length, links: 1, images: 0 };

  expect(recogniseWall(signs, { ...answer, status: 403 })).toBe('captcha');
});

test.each([
  ['Portuguese', 'Entrar', 'E-mail Senha Entrar'],
  ['Italian', 'Accedi', 'Nome utente Password Accedi'],
  ['Dutch', 'Inloggen', 'E-mailadres Wachtwoord Inloggen'],
  ['Polish', 'Logowanie', 'E-mail Hasło Zaloguj'],
  ['Turkish', 'Oturum aç', 'E-posta Parola Giriş yap'],
  ['Arabic', 'تسجيل الدخول', 'البريد الإلكتروني كلمة المرور تسجيل الدخول'],
  ['Vietnamese', 'Đăng nhập', 'Email Mật khẩu Đăng nhập'],
  ['Indonesian', 'Masuk', 'Email Kata sandi Masuk'],
  ['Hindi', 'लॉग इन', 'ईमेल पासवर्ड लॉग इन करें'],
])('a page that asks who one is in %s is a login wall', (_language, title, text) => {
  const signs = { ...page, title, text, textLength: text.length, textBesideLogin: 0, passwordFields: 1 };

  expect(recogniseWall(signs, answer)).toBe('login');
});

test('a box over the page is a wall by what it wants, unless a login page was asked for', () => {
  const over = (text: string, fields = 1) => ({ ...page, cover: { share: 1, text, fields } });
  const login = 'https://site.test/login';

  expect(recogniseWall(over('Log in to go on'), answer)).toBe('login');
  expect(recogniseWall(over('登录后查看全文', 0), answer)).toBe('login');
  expect(
    recogniseWall(over('Log in to go on'), { ...answer, askedUrl: login, finalUrl: login }),
  ).toBeUndefined();
  expect(recogniseWall(over('Get our letter'), answer)).toBeUndefined();
  expect(recogniseWall(over('Log in', 0), answer)).toBeUndefined();
});
