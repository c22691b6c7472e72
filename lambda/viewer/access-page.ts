import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type AccessPageWords, accessPage } from './access.page.ts';
import { type Language, languageOf } from './language.ts';
import { MARK, pageAnswer } from './page.ts';
import { PAGE_HEADERS } from './style.ts';

type PageWords = AccessPageWords & {
  readonly title: string;
  readonly connect: string;
  readonly enter: string;
  readonly lead: string;
  readonly name: string;
  readonly days: string;
  readonly make: string;
  readonly library: string;
  readonly scopes: { readonly save: string; readonly read: string; readonly admin: string };
};

const WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    title: 'Access tokens',
    lead: 'Each device or program may have a token of its own. This page needs one that may do everything.',
    connect: 'Connect string or token',
    enter: 'Open',
    noAnswer: 'The server does not answer just now.',
    never: 'never',
    used: 'last used',
    ends: 'ends',
    isThis: 'this one',
    rotate: 'Replace',
    revoke: 'Revoke',
    sure: 'Whoever uses it will be shut out.',
    once: 'Copy this connect string now; it is not shown again.',
    name: 'Name, as in “phone”',
    days: 'Days until it ends (empty: never)',
    make: 'Make a token',
    library: 'Library',
    scopes: {
      save: 'save: save, edit and tag pages',
      read: 'read: see everything, private stills too',
      admin: 'admin: both, delete for good, manage tokens',
    },
  },
  'zh-CN': {
    title: '访问令牌',
    lead: '每台设备或程序可以有自己的令牌。此页面需要拥有全部权限的令牌。',
    connect: '连接字符串或令牌',
    enter: '打开',
    noAnswer: '服务器暂时没有响应。',
    never: '从未',
    used: '上次使用',
    ends: '到期',
    isThis: '当前令牌',
    rotate: '更换',
    revoke: '撤销',
    sure: '正在使用它的设备将无法再访问。',
    once: '请立即复制此连接字符串，之后不再显示。',
    name: '名称，例如“手机”',
    days: '有效天数（留空表示永久）',
    make: '新建令牌',
    library: '资料库',
    scopes: {
      save: 'save：保存、编辑网页和标签',
      read: 'read：查看全部内容，包括私密静页',
      admin: 'admin：以上全部，并可彻底删除、管理令牌',
    },
  },
};

/** `GET /access`: makes, lists, replaces and revokes tokens. No token is in the page: its script asks the API. */
export async function tokensPage(request: Request): Promise<Response> {
  const language = languageOf(request.headers.get('accept-language'));
  const words = WORDS[language];
  const { scopes, lead, title, name, days, make, connect, library, ...given } = words;
  const script = `(${accessPage.toString()})(${JSON.stringify(given).replaceAll('<', '\\u003c')})`;
  const hash = createHash('sha256').update(script).digest('base64');
  const body = html`<main><div class="panel welcome">${MARK}<h1>${title}</h1><p class="lead">${lead}</p>
<form id="enter"><input id="token" type="password" autocomplete="off" spellcheck="false" aria-label="${connect}" placeholder="sp_…"><button>${words.enter}</button></form><p id="problem" role="alert"></p>
<div id="tokens" hidden><div id="made" hidden><p>${words.once}</p><input id="fresh" readonly aria-label="${connect}"></div><ul id="list"></ul>
<form id="new"><h2>${make}</h2><p><input id="name" required maxlength="200" aria-label="${name}" placeholder="${name}"></p><p>${(['save', 'read', 'admin'] as const).map((scope) => html`<label><input type="checkbox" id="${scope}"${scope === 'admin' ? '' : html` checked`}> ${scopes[scope]}</label><br>`)}</p><p><input id="days" type="number" min="1" max="3650" aria-label="${days}" placeholder="${days}"></p><button>${make}</button></form></div><p><a href="/">${library}</a></p></div></main>
<script>${raw(script)}</script>`;
  const answer = await pageAnswer({ language, title, body });
  answer.headers.set(
    'content-security-policy',
    `${PAGE_HEADERS['content-security-policy']}; script-src 'sha256-${hash}'; connect-src 'self'`,
  );
  return answer;
}
