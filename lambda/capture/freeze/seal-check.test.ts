import { expect, test } from 'vitest';
import { breachOf } from './seal-check.ts';

test.each([
  '<script>x</script>',
  '<img src="http://a.test/x.png">',
  '<img src="data:," onerror="x">',
  '<a href="javascript:x">a</a>',
  '<a href="data:text/html,x">a</a>',
  '<link rel="preconnect" href="https://a.test">',
  '<meta http-equiv="refresh" content="0;url=x">',
  '<base href="https://a.test">',
  '<form action="https://a.test">',
  '<iframe src="https://a.test"></iframe>',
  '<iframe src="javascript:x"></iframe>',
  '<object data="x.swf"></object>',
  '<embed src="x.swf">',
  '<embed src="data:image/svg+xml;base64,AAAA">',
  '<embed src="data:text/&#104;tml,x">',
  '<svg><rect mask="u&#114;l(//a.test/x)"></rect></svg>',
  '<svg><rect cursor="i&#109;age-set(&quot;//a.test/x&quot; 1x)"></rect></svg>',
  '<img src="data:," attributionsrc="https://a.test/">',
  '<a ping="https://a.test">a</a>',
  '<svg><use href="data:image/svg+xml,x#y"></use></svg>',
  '<svg><set attributeName="href"></set></svg>',
  '<style><img src=x></style>',
  '<p title="a<b">x</p>',
  '<!-- comment -->',
  '<video src="blob:x"></video>',
  '<svg><rect fill="url(https://a.test/x.svg#g)"></rect></svg>',
  '<svg><rect fill="url(&quot;x.svg#g&quot;)"></rect></svg>',
  '<svg><use href=""></use></svg>',
  '<iframe sandbox="allow-scripts" srcdoc="x"></iframe>',
  '<body background="//a.test/x">',
])('%s is a breach', (html) => {
  expect(breachOf(html)).toBeDefined();
});

test.each([
  '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"></head><body class="a b">x &lt;script></body></html>',
  '<img src="data:image/png;base64,AAAA" alt="a &quot;b&quot;"><a href="https://a.test/" target="_blank">a</a><a href="#x">b</a>',
  '<svg viewBox="0 0 1 1"><use href="#a"></use><image href="data:image/png;base64,AAAA"></image></svg>',
  '<svg><rect fill="url(#g)" mask="url(&quot;data:image/svg+xml,x#y&quot;)"></rect></svg><a href="">a</a>',
  '<svg><rect fill="&#10;url(#g)&nbsp;" stroke="a &amp; b"></rect></svg>',
  '<style>a{b:attr(c type(<\\6c ength>))}</style>',
  '<style>@media (400px< width){a{b:c}}</style><input disabled value="x">',
  '<iframe sandbox="" srcdoc="&lt;p&gt;x"></iframe><link rel="icon" href="data:image/png;base64,AA">',
])('%s is sealed', (html) => {
  expect(breachOf(html)).toBeUndefined();
});
