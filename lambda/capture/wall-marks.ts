import type { Wall } from '@stillpage/shared/schemas/snapshot.ts';

/** What gives one vendor's wall away in a page. Sent into the page, so it holds nothing but text. */
export type WallMark = {
  readonly name: string;
  /** What the vendor's wall is when it stands alone. */
  readonly wall: Extract<Wall, 'bot' | 'captcha'>;
  readonly selector?: string;
  /** Pattern of an inline script's text. */
  readonly script?: string;
  /**
   * `sure`: stands on challenge pages only. `widget`: stands in ordinary forms too, or goes by a common name; it counts
   * with another sign. `blank`: stands on ordinary pages too, and is a wall where there is nothing else.
   */
  readonly strength: 'sure' | 'widget' | 'blank';
};

/** The marks of the vendors whose walls are known. */
export const WALL_MARKS: readonly WallMark[] = [
  {
    name: 'cloudflare',
    wall: 'bot',
    selector:
      '#cf-challenge-running,.cf-browser-verification,script[src*="/cdn-cgi/challenge-platform/"][src*="orchestrate"]',
    script: '_cf_chl_opt|/cdn-cgi/challenge-platform/[^"\']*orchestrate',
    strength: 'sure',
  },
  {
    name: 'cloudflare-words',
    wall: 'bot',
    selector:
      '#challenge-form,#challenge-running,#challenge-error-title,#challenge-error-text,#challenge-stage,#cf-error-details',
    strength: 'widget',
  },
  {
    name: 'akamai',
    wall: 'bot',
    selector: '#sec-if-cpt-container,#sec-cpt-if,script[src*="/_sec/cp_challenge/"]',
    script: '/_sec/(cp_challenge|verify)|bm-verify',
    strength: 'sure',
  },
  {
    name: 'datadome',
    wall: 'captcha',
    selector: 'iframe[src*="captcha-delivery.com"],script[src*="captcha-delivery.com"]',
    script: '\\bdd\\s*=\\s*\\{\\s*[\'"]rt[\'"]',
    strength: 'sure',
  },
  {
    name: 'perimeterx',
    wall: 'captcha',
    selector: '#px-captcha,.px-captcha-container,#px-captcha-wrapper,script[src*="/captcha/captcha.js"]',
    script: '_pxBlockedUrl|/captcha/captcha\\.js\\?a=c',
    strength: 'sure',
  },
  {
    name: 'imperva',
    wall: 'bot',
    selector: 'iframe[src*="_Incapsula_Resource"],#distilCaptchaForm,#distilIdentificationBlock',
    strength: 'sure',
  },
  {
    name: 'kasada',
    wall: 'bot',
    selector: 'script[src*="/149e9513-01fa-4fb0-aad4-566afd725d1b/"],script[src*="/ips.js"]',
    script: '\\bKPSDK\\b',
    strength: 'blank',
  },
  { name: 'aws-waf', wall: 'captcha', script: '\\bgokuProps\\b', strength: 'sure' },
  {
    name: 'aws-waf-challenge',
    wall: 'bot',
    selector: '#challenge-container,script[src*=".awswaf.com/"]',
    strength: 'blank',
  },
  { name: 'sucuri', wall: 'bot', script: 'sucuri_cloudproxy_js', strength: 'sure' },
  {
    name: 'ddos-guard',
    wall: 'bot',
    selector: '[src*="/.well-known/ddos-guard/"],script[src*="check.ddos-guard.net"]',
    strength: 'blank',
  },
  { name: 'vercel', wall: 'bot', script: '/\\.well-known/vercel/security/', strength: 'sure' },
  { name: 'fastly', wall: 'bot', selector: 'script[src*="/_fs-ch-"]', strength: 'sure' },
  { name: 'f5', wall: 'bot', script: '\\bbobcmn\\b', strength: 'blank' },
  {
    name: 'radware',
    wall: 'captcha',
    selector: 'script[src*="captcha.perfdrive.com"],img[src*="captcha.perfdrive.com"]',
    strength: 'sure',
  },
  {
    name: 'anubis',
    wall: 'bot',
    selector: 'script[id^="anubis_"],[src*="/.within.website/x/cmd/anubis/"]',
    strength: 'sure',
  },
  {
    name: 'amazon',
    wall: 'captcha',
    selector: 'form[action*="/errors/validateCaptcha"]',
    strength: 'sure',
  },
  { name: 'google', wall: 'captcha', selector: 'form#captcha-form', strength: 'widget' },
  {
    name: 'yandex',
    wall: 'captcha',
    selector: '#checkbox-captcha-form,.CheckboxCaptcha,.AdvancedCaptcha,form[action*="/checkcaptcha"]',
    strength: 'sure',
  },
  { name: 'safeline', wall: 'bot', selector: '#slg-title,#slg-box,[src*="/.safeline/"]', strength: 'sure' },
  { name: 'wechat', wall: 'bot', selector: '#js_verify,.weui-msg .verify', strength: 'sure' },
  {
    name: 'alibaba',
    wall: 'captcha',
    selector: '#nocaptcha,#nc_1_n1z,.nc-container,#baxia-dialog-content,#aliyunCaptcha-window-popup',
    strength: 'widget',
  },
  {
    name: 'tencent',
    wall: 'captcha',
    selector: '#TCaptcha,#tcaptcha_transform_dy,iframe[src*="captcha.gtimg.com"]',
    strength: 'widget',
  },
  { name: 'jsl', wall: 'bot', script: '__jsl_clearance', strength: 'blank' },
  {
    name: 'turnstile',
    wall: 'bot',
    selector: 'iframe[src*="challenges.cloudflare.com"],.cf-turnstile',
    strength: 'widget',
  },
  {
    name: 'recaptcha',
    wall: 'captcha',
    selector: 'iframe[src*="/recaptcha/"],.g-recaptcha,#recaptcha',
    strength: 'widget',
  },
  {
    name: 'hcaptcha',
    wall: 'captcha',
    selector: 'iframe[src*="hcaptcha.com"],.h-captcha',
    strength: 'widget',
  },
  { name: 'geetest', wall: 'captcha', selector: '.geetest_panel,.geetest_holder', strength: 'widget' },
  {
    name: 'arkose',
    wall: 'captcha',
    selector: 'iframe[src*="arkoselabs"],iframe[src*="funcaptcha"]',
    strength: 'widget',
  },
  { name: 'friendly-captcha', wall: 'captcha', selector: '.frc-captcha', strength: 'widget' },
  { name: 'altcha', wall: 'captcha', selector: 'altcha-widget', strength: 'widget' },
];

/** The boxes of the consent managers that sites use most. */
export const CONSENT_BOXES = [
  '#onetrust-banner-sdk',
  '#CybotCookiebotDialog',
  '#didomi-popup',
  '#didomi-notice',
  '#qc-cmp2-container',
  '[id^="sp_message_container"]',
  '.fc-consent-root',
  '#usercentrics-root',
  '#usercentrics-cmp-ui',
  '#cmpbox',
  '#truste-consent-track',
  '#trustarc-banner-overlay',
  '#sd-cmp',
  '#iubenda-cs-banner',
  '#axeptio_overlay',
  '#tarteaucitronRoot',
  '.cky-consent-container',
  '#BorlabsCookieBox',
  '.cc-window',
  '[class*="cookiewall" i]',
  '[id*="cookiewall" i]',
  '[class*="cookie-wall" i]',
  '[id*="cookie-wall" i]',
  '[class*="consent-wall" i]',
].join(',');
