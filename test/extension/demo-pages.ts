const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; font: 18px/1.6 Georgia, 'Noto Serif', 'Noto Serif CJK SC', 'Noto Sans CJK SC', serif; color: #2b2622; background: #faf7f2; }
header { padding: 56px 0 28px; background: linear-gradient(135deg, #1f5f6b, #2f8f83); color: #fff; }
header > *, main { width: min(720px, calc(100vw - 48px)); margin: 0 auto 0 max(24px, 5vw); }
header p { opacity: .85; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 40px; line-height: 1.15; margin-bottom: 12px; letter-spacing: -.01em; }
main { padding: 28px 0 64px; }
figure { margin: 24px 0; } img { width: 100%; height: auto; border-radius: 10px; display: block; }
figcaption { font: 14px/1.5 system-ui, sans-serif; color: #7a7067; margin-top: 8px; }
blockquote { margin: 24px 0; padding: 4px 20px; border-left: 4px solid #2f8f83; color: #4b443d; }
a { color: #1f6f7a; } .count { font: 600 15px system-ui, sans-serif; color: #1f6f7a; }
`;

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" width="720" height="300">
<rect width="720" height="300" fill="#f3d9b1"/><circle cx="560" cy="90" r="46" fill="#e8795a"/>
<path d="M0 210 Q120 120 240 200 T480 190 T720 170 V300 H0Z" fill="#5aa6a0"/>
<path d="M0 245 Q150 180 300 240 T600 235 T720 215 V300 H0Z" fill="#2f6f77"/>
<path d="M0 275 Q180 235 360 272 T720 258 V300 H0Z" fill="#1b454d"/></svg>`;

const SCRIPT = `
document.querySelector('#written').textContent = document.documentElement.lang.startsWith('zh')
  ? '这一段由脚本写入，截图里也应当看得到。' : 'This paragraph was written by a script; a still keeps it all the same.';
const count = document.querySelector('.count');
count.addEventListener('click', () => { count.textContent = 'clicked'; });
`;

const page = (lang: string, title: string, lede: string, body: string) => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head>
<body><header><h1>${title}</h1><p>${lede}</p></header><main>${body}</main>
<script src="/script.js"></script></body></html>`,
});

/** Further articles, each with a language, a title and a first line; they fill the library of the pictures. */
const ARTICLES: Readonly<Record<string, readonly [string, string, string]>> = {
  '/benches': ['en', 'A map of every bench in town', 'Sit down; there are four hundred and twelve of them.'],
  '/letters': ['en', 'Letters that take a year', 'The slow post runs by bicycle, and only in fair weather.'],
  '/tides': ['en', 'How the tide came to set the clock', 'The harbour kept its own time until 1893.'],
  '/bread': [
    'en',
    'Bread for people who forget',
    'Flour, water, salt, and a night you were not going to use.',
  ],
  '/doors': ['zh-CN', '老城里的一百扇门', '每一扇门后面都有一口井、一棵树和一只猫。'],
  '/rain': ['zh-CN', '雨天听什么：一份歌单', '从屋檐的雨声开始，到茶凉为止。'],
  '/noodles': ['zh-CN', '一碗面的做法', '水开之前，先把葱切好。'],
};

/** A page of the demo site; every `/note/<name>` is one too. */
export function demoPage(path: string, member = false): { type: string; body: string } | undefined {
  if (path === '/members') return member ? MEMBERS : LOGIN;
  const note = /^\/note\/([\w-]+)$/.exec(path)?.[1];
  const article = note ? (['en', `Note ${note}`, 'A short note.'] as const) : ARTICLES[path];
  if (!article) return PAGES[path];
  const [lang, title, line] = article;
  return page(lang, title, line, `<p>${line}</p><p id="written"></p><p class="count">0</p>`);
}

/** A page for members, and what everybody else sees in its place. */
const MEMBERS = page(
  'en',
  'Minutes of the bench committee',
  'For members only',
  `<p>The bench at the ferry will be painted in spring, and nobody outside this room knows it yet.</p>
<figure><img src="/hills.svg" width="720" height="300" alt="Hills"></figure>
<p id="written"></p><details open><summary>Votes</summary><p>Seven for, one asleep.</p></details>
<p><input id="answer" value="never typed"><button class="count">0</button></p>
<iframe src="/note/inner" width="400" height="120"></iframe>`,
);
const LOGIN = {
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="en"><head><title>Log in</title><link rel="icon" href="data:,"></head><body><h1>Log in</h1>
<form action="/come-in"><input name="name"><input type="password" name="secret"><button>Log in</button></form></body></html>`,
};

const PAGES: Readonly<Record<string, { type: string; body: string }>> = {
  '/style.css': { type: 'text/css', body: STYLE },
  '/hills.svg': { type: 'image/svg+xml', body: PICTURE },
  '/script.js': { type: 'text/javascript', body: SCRIPT },
  '/garden': page(
    'en',
    'Why a quiet garden outlasts a loud one',
    'Field notes · 9 minutes',
    `<p>A garden that asks for little is visited often. The beds nearest the door are the ones that get weeded, and the ones at the far fence are left to the birds.</p>
<figure><img src="/hills.svg" width="720" height="300" alt="Hills at dusk"><figcaption>The valley behind the house, late in September.</figcaption></figure>
<p id="written"></p>
<blockquote>Plant for the year after next.</blockquote>
<p>There is a companion to these notes, <a id="companion" href="/tea">一篇关于茶园的文章</a>, from the other side of the hill.</p>
<p><button class="count">never clicked</button></p>`,
  ),
  '/tea': page(
    'zh-CN',
    '山坡上的茶园：慢下来的一年',
    '乡间笔记 · 阅读约六分钟',
    `<p>清晨的雾还没有散，采茶人已经上山。老茶树长在最高的一层梯田，嫩芽要等谷雨之后才肯冒出来。</p>
<figure><img src="/hills.svg" width="720" height="300" alt="黄昏的山"><figcaption>九月末，屋后的山谷。</figcaption></figure>
<p id="written"></p>
<blockquote>茶要慢慢喝，路要慢慢走。</blockquote>
<p>山那边还有<a id="companion" href="/garden">另一座花园</a>。</p>
<p><button class="count">还没有点过</button></p>`,
  ),
};
