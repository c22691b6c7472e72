import { type WayOut, waysOf } from './way-out.ts';

/** Elements that load something. */
export const MARKUP: readonly WayOut[] = waysOf('markup', 'markup', 'html', {
  stylesheet: (to) => `<link rel="stylesheet" href="${to}/a.css">`,
  icon: (to) => `<link rel="icon" href="${to}/a.png">`,
  'touch icon': (to) => `<link rel="apple-touch-icon" href="${to}/a.png">`,
  manifest: (to) => `<link rel="manifest" href="${to}/a.json">`,
  preload: (to) => `<link rel="preload" as="image" href="${to}/a.png">`,
  prefetch: (to) => `<link rel="prefetch" href="${to}/a">`,
  modulepreload: (to) => `<link rel="modulepreload" href="${to}/a.js">`,
  preconnect: (to) => `<link rel="preconnect" href="${to}">`,
  'dns-prefetch': (to) => `<link rel="dns-prefetch" href="${to}">`,
  prerender: (to) => `<link rel="prerender" href="${to}/a">`,
  img: (to) => `<img src="${to}/a.png">`,
  srcset: (to) => `<img srcset="${to}/a.png 1x">`,
  'lazy img': (to) => `<img loading="lazy" src="${to}/a.png">`,
  'img in picture': (to) => `<picture><source srcset="${to}/a.png"><img alt=""></picture>`,
  'redirected img': (to) => `<img src="/to?${encodeURIComponent(`${to}/a.png`)}">`,
  'redirected frame': (to) => `<iframe src="/to?${encodeURIComponent(`${to}/`)}"></iframe>`,
  'background of table': (to) => `<table background="${to}/a.png"><tr><td>x</table>`,
  iframe: (to) => `<iframe src="${to}/"></iframe>`,
  'lazy iframe': (to) => `<iframe loading="lazy" src="${to}/"></iframe>`,
  'sandboxed iframe': (to) => `<iframe sandbox src="${to}/"></iframe>`,
  'img in srcdoc': (to) => `<iframe srcdoc="<img src='${to}/a.png'>"></iframe>`,
  'refresh in srcdoc': (to) => `<iframe srcdoc="<meta http-equiv=refresh content='0;url=${to}/'>"></iframe>`,
  'javascript: frame': (to) => `<iframe src="javascript:location='${to}/'"></iframe>`,
  'data: frame': (to) => `<iframe src="data:text/html,<img src='${to}/a.png'>"></iframe>`,
  object: (to) => `<object data="${to}/a"></object>`,
  embed: (to) => `<embed src="${to}/a">`,
  video: (to) => `<video src="${to}/a.webm" autoplay muted></video>`,
  'source of video': (to) => `<video autoplay muted><source src="${to}/a.webm"></video>`,
  poster: (to) => `<video poster="${to}/a.png"></video>`,
  track: (to) =>
    `<video muted src="data:video/webm," ><track default kind="subtitles" src="${to}/a.vtt"></video>`,
  audio: (to) => `<audio src="${to}/a.ogg" autoplay></audio>`,
  'input image': (to) => `<input type="image" src="${to}/a.png">`,
  'svg image': (to) => `<svg><image href="${to}/a.png"/></svg>`,
  'svg image xlink': (to) => `<svg><image xlink:href="${to}/a.png"/></svg>`,
  'svg feImage': (to) =>
    `<svg><filter id="fe"><feImage href="${to}/a.png"/></filter><rect width="9" height="9" filter="url(#fe)"/></svg>`,
  'svg script': (to) => `<svg><script href="${to}/a.js"></script></svg>`,
  script: (to) => `<script async src="${to}/a.js"></script>`,
  'module script': (to) => `<script type="module" src="${to}/a.js"></script>`,
  'form into a frame': (to) =>
    `<iframe name="into"></iframe><form id="intof" action="${to}/" target="into" method="post"></form><script>intof.submit()</script>`,
  ping: (to) => `<a id="pinga" href="#x" ping="${to}/">x</a><script>pinga.click()</script>`,
});

/** Addresses in style sheets. */
export const STYLES: readonly WayOut[] = waysOf('style', 'markup', 'html', {
  '@import': (to) => `<style>@import "${to}/a.css";</style>`,
  '@import in a layer': (to) => `<style>@import url(${to}/a.css) layer(x) supports(display:grid);</style>`,
  '@font-face': (to) =>
    `<style>@font-face{font-family:out;src:url(${to}/a.woff2)}.out{font-family:out}</style><b class="out">x</b>`,
  background: (to) => `<style>.bg{background:url(${to}/a.png)}</style><b class="bg">x</b>`,
  'style attribute': (to) => `<b style="background-image:url('${to}/a.png')">x</b>`,
  content: (to) => `<style>.ct::before{content:url(${to}/a.png)}</style><b class="ct">x</b>`,
  'list-style': (to) => `<ul style="list-style:url(${to}/a.png)"><li>x</ul>`,
  cursor: (to) => `<b style="cursor:url(${to}/a.cur),auto">x</b>`,
  'border-image': (to) => `<b style="border:9px solid;border-image:url(${to}/a.png) 1">x</b>`,
  mask: (to) => `<div style="mask-image:url(${to}/a.png)">x</div>`,
  filter: (to) => `<div style="filter:url(${to}/a.svg#f)">x</div>`,
  'shape-outside': (to) => `<div style="float:left;shape-outside:url(${to}/a.png)">x</div>`,
  'image-set': (to) => `<div style="background:image-set('${to}/a.png' 1x)">x</div>`,
  'variable with an address': (to) => `<div style="--u:url(${to}/a.png);background:var(--u)">x</div>`,
});
