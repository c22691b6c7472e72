import { createHash } from 'node:crypto';

/** The one style sheet of the viewer's own pages. */
export const STYLE = `
:root{color-scheme:light dark;--ground:light-dark(#f4f2ec,#15191b);--card:light-dark(#fff,#1f2528);--ink:light-dark(#1d2529,#e6e9ea);--soft:light-dark(#5d6b70,#93a1a6);--line:light-dark(#dcd8cd,#374146);--hover:light-dark(#eae6dc,#2a3337);--accent:light-dark(#1f7a8c,#3aa0b3);--accent-text:light-dark(#14606f,#7fd0de);--tint:light-dark(#e0f0f2,#1d3b42);--warn:light-dark(#fbeed3,#3a2f17);--warn-ink:light-dark(#7a5410,#ecc778);--bad:light-dark(#a33022,#f19a8e);--bad-ground:light-dark(#fae5e1,#3d2320);--good:light-dark(#1d7a4c,#7cd3a5);--good-ground:light-dark(#e1f2e8,#1c3529)}
*{box-sizing:border-box}
html,body{height:100%}
body{margin:0;display:flex;flex-direction:column;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
a{color:var(--accent-text);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
header{padding:14px 22px 12px;background:var(--card);border-bottom:1px solid var(--line)}
.top{display:flex;gap:14px;align-items:flex-start}
.mark{flex:none;width:34px;height:34px;margin-top:2px}
.about{flex:1;min-width:0}
h1{margin:0;font-size:18px;line-height:1.35;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.facts{margin:3px 0 0;color:var(--soft);font-size:13px;display:flex;flex-wrap:wrap;gap:2px 10px;align-items:center}
.facts>*{min-width:0;max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.chip{padding:1px 9px;border-radius:99px;font-size:12px;font-weight:600;background:var(--tint);color:var(--accent-text)}
.chip.done{background:var(--good-ground);color:var(--good)}
.chip.partial{background:var(--warn);color:var(--warn-ink)}
.chip.failed{background:var(--bad-ground);color:var(--bad)}
nav{display:flex;gap:4px;margin:10px 0 -13px;overflow-x:auto}
nav a{padding:7px 13px 8px;color:var(--soft);border-bottom:2px solid transparent;white-space:nowrap;font-size:14px}
nav a:hover{color:var(--ink);text-decoration:none;background:var(--hover);border-radius:7px 7px 0 0}
nav a[aria-current]{color:var(--accent-text);border-color:var(--accent);font-weight:600}
nav .end{margin-left:auto}
.notice{padding:9px 22px;background:var(--warn);color:var(--warn-ink);font-size:13.5px;border-bottom:1px solid var(--line)}
.notice p{margin:0}
.notice summary{cursor:pointer}
.notice ul{margin:6px 0 2px;padding-left:20px;max-height:30vh;overflow:auto}
.notice li{overflow-wrap:anywhere}
main{flex:1;min-height:0;display:flex;flex-direction:column}
iframe{flex:1;width:100%;min-height:60vh;border:0;background:#fff;color-scheme:light}
.shot{flex:1;overflow:auto;padding:22px;text-align:center}
.shot img{max-width:100%;height:auto;border:1px solid var(--line);border-radius:6px;background:#fff}
article{flex:1;overflow:auto}
article>div{max-width:70ch;margin:0 auto;padding:30px 22px 60px;font-size:17px;line-height:1.75;overflow-wrap:anywhere}
article h2,article h3,article h4{line-height:1.35;margin:1.6em 0 .5em}
article p{white-space:pre-line;margin:0 0 1em}
article pre{overflow:auto;padding:12px 14px;border:1px solid var(--line);border-radius:8px;background:var(--card);font-size:14px;line-height:1.5}
article blockquote{margin:0 0 1em;padding-left:16px;border-left:3px solid var(--line);color:var(--soft)}
article.diff>div{max-width:1180px}
.shots{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:14px}
.shots figure{margin:0;min-width:0}
.shots img{width:100%;max-height:70vh;object-fit:cover;object-position:top;border:1px solid var(--line);border-radius:6px;background:#fff;display:block}
.shots figcaption{font-size:13px;color:var(--soft)}
.changes{white-space:pre-wrap;padding:14px 16px;border:1px solid var(--line);border-radius:8px;background:var(--card);font-size:15px;line-height:1.7}
ins{background:var(--good-ground);color:var(--good);text-decoration:none}
del{background:var(--bad-ground);color:var(--bad)}
.gap{display:block;color:var(--soft)}
.panel{margin:auto;padding:40px 28px;max-width:560px;text-align:center}
.panel svg{width:72px;height:72px}
.panel h2{margin:18px 0 8px;font-size:21px;line-height:1.35}
.panel p{margin:0 0 10px;color:var(--soft)}
.panel p a{text-decoration:underline}
.panel .why{color:var(--ink);overflow-wrap:anywhere}
.panel .detail{font-size:13px;overflow-wrap:anywhere}
progress{width:min(320px,80%);height:6px;margin:14px 0 6px;accent-color:var(--accent)}
.welcome{text-align:left;max-width:640px}
.welcome h1{font-size:30px;display:block;margin:14px 0 6px}
.welcome .lead{font-size:17px;color:var(--ink)}
.welcome h2{font-size:16px;margin:28px 0 8px}
.welcome ol{margin:0;padding-left:22px}
.welcome li{margin:0 0 8px}
[hidden]{display:none!important}
.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
form{display:flex;gap:8px;margin:0 0 6px}
input,button{font:inherit;color:inherit}
input{flex:1;min-width:0;padding:9px 12px;border:1px solid var(--line);border-radius:9px;background:var(--card)}
button{padding:8px 16px;border:1px solid var(--line);border-radius:9px;background:var(--card);cursor:pointer}
button:hover{background:var(--hover)}
form button{border-color:transparent;background:var(--accent);color:light-dark(#fff,#06181c);font-weight:600}
form button:hover{background:var(--accent);filter:brightness(1.07)}
#list{list-style:none;margin:14px 0 22px;padding:0}
#list li{padding:12px 0;border-top:1px solid var(--line)}
#list button{margin-top:8px;padding:4px 12px;font-size:13.5px}
#new{display:block}
#new input:not([type=checkbox]),#fresh{width:100%}
#problem{color:var(--bad);min-height:1.5em;margin:0}
#library{display:block;overflow:auto}
#library header{position:sticky;top:0;z-index:1}
#library .top{max-width:1180px;margin:0 auto;align-items:center}
#library .mark{margin:0}
#tags{display:flex;gap:6px;max-width:1180px;margin:11px auto 0;overflow-x:auto;scrollbar-width:thin}
.tag{flex:none;padding:3px 11px;border-radius:99px;font-size:13px}
.tag[aria-pressed=true]{border-color:transparent;background:var(--tint);color:var(--accent-text);font-weight:600}
.count{margin-left:6px;color:var(--soft);font-weight:400}
#links{list-style:none;max-width:1180px;margin:0 auto;padding:18px 22px;display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:16px}
.card{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.picture{display:block;aspect-ratio:16/10;background:var(--hover);border-bottom:1px solid var(--line)}
.picture img{width:100%;height:100%;object-fit:cover;object-position:top;display:block}
.body{padding:11px 13px 12px;min-width:0}
.title{font-weight:600;line-height:1.35;color:var(--ink);overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.when{color:var(--soft)}
.excerpt{margin:6px 0 0;font-size:13px;line-height:1.5;color:var(--soft);overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
mark{background:light-dark(#fbe6a8,#5a4a1c);color:inherit;border-radius:2px}
.on{display:flex;flex-wrap:wrap;gap:4px;margin:8px 0 0}
.tag-name{padding:0 8px;border-radius:99px;background:var(--tint);color:var(--accent-text);font-size:12px;max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#said{max-width:1180px;margin:10px auto 0;padding:0 22px;color:var(--soft);min-height:1.5em;display:flex;gap:10px;align-items:center}
#indexing{max-width:1180px;margin:0 auto;padding:0 22px;color:var(--soft)}
#indexing[hidden]{display:none}
#indexing button{margin-left:10px;padding:2px 10px;font-size:13px}
#bulk{max-width:1180px;margin:10px auto 0}
#bulk input{flex:0 1 220px}
#empty{display:block;margin:0 auto}
.doings{display:flex;gap:6px;flex-wrap:wrap;align-items:center;margin:9px 0 0}
.doings button{padding:2px 8px;font-size:12.5px}
.card .body{flex:1;display:flex;flex-direction:column}
.card .doings{margin-top:auto;padding-top:9px}
.doings .main{background:var(--accent);border-color:transparent;color:light-dark(#fff,#06181c)}
.doings input[type=checkbox]{flex:none;width:17px;height:17px;margin:0 4px 0 0;accent-color:var(--accent)}
.note{margin:6px 0 0;font-size:13px;white-space:pre-line;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}
dialog{width:min(560px,92vw);max-height:86vh;overflow:auto;padding:20px 22px;border:1px solid var(--line);border-radius:14px;background:var(--card);color:var(--ink)}
dialog::backdrop{background:#0008}
dialog h2{margin:0 0 12px;font-size:18px;overflow-wrap:anywhere}
dialog label{display:block;margin:0 0 10px;font-size:13px;color:var(--soft)}
dialog form{display:block}
dialog input,dialog textarea{width:100%;color:var(--ink);font:inherit;padding:8px 11px;border:1px solid var(--line);border-radius:9px;background:var(--ground)}
.problem{color:var(--bad);margin:0}
.versions{list-style:none;margin:0;padding:0}
.versions li{display:flex;gap:10px;flex-wrap:wrap;align-items:center;padding:8px 0;border-top:1px solid var(--line)}
.versions button{margin-left:auto;padding:3px 10px;font-size:13px}
#state{text-align:center;color:var(--soft)}
#more{display:block;margin:4px auto 30px}
footer{padding:8px 22px;text-align:right;font-size:12px;color:var(--soft);border-top:1px solid var(--line)}
@media (max-width:600px){header{padding:12px 14px}.notice{padding:9px 14px}.mark{display:none}nav a{padding:7px 10px 8px}nav .end{margin-left:0}#library .top{flex-wrap:wrap}#q{flex-basis:100%}}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What the viewer's own pages may do: their one style sheet, pictures and frames from here, nothing else. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "img-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'private, no-store',
  vary: 'Accept-Language, Authorization',
};
