import { article, links, lorem, page, type WallPage } from './wall-page.ts';

/** Pages that talk like walls, or carry a widget of theirs. */
export const PAGES: readonly WallPage[] = [
  {
    name: 'an article about captchas',
    wall: undefined,
    html: article(
      'Are you a robot?',
      `<p>Select all images with a bus. Verify you are human. Press and hold. Ray ID. You have been blocked. ${lorem(60)}</p>`,
    ),
  },
  {
    name: 'a short article about them',
    wall: undefined,
    html: article(
      'Why "Just a moment..." takes so long',
      `<p>Every site now asks to verify you are human, and a captcha follows. ${lorem(12)}</p>`,
    ),
  },
  {
    name: 'a Chinese article about them',
    wall: undefined,
    html: article(
      '安全验证为什么这么烦',
      `<p>每次打开网页都要拖动滑块完成验证，${'这是正文的一句话。'.repeat(60)}</p>`,
    ),
  },
  {
    name: 'documentation of a challenge script',
    wall: undefined,
    html: article(
      'How the challenge works',
      `<pre>window._cf_chl_opt = {}; &lt;div id="px-captcha"&gt;</pre><p>${lorem(70)}</p>`,
    ),
  },
  {
    name: 'a poem by a title of theirs',
    wall: undefined,
    html: page('Just a moment', '<h1>Just a moment</h1><p>of rain on the roof,<br>and then the sun.</p>'),
  },
  {
    name: 'a contact form with Turnstile',
    wall: undefined,
    html: page(
      'Contact us',
      `<h1>Contact us</h1><form><input><textarea></textarea><div class="cf-turnstile" style="width:300px;height:65px"></div><button>Send</button></form>${links(8)}`,
    ),
  },
  {
    name: 'a login form that was asked for, with a captcha',
    wall: undefined,
    path: '/login',
    html: page(
      'Log in',
      '<form>Log in <input><input type="password"><div class="g-recaptcha" style="width:300px;height:78px"></div></form>',
    ),
  },
  {
    name: 'a demonstration of a captcha',
    wall: undefined,
    html: page(
      'Sample form',
      '<h1>Sample form</h1><form>First name <input> Last name <input><div class="g-recaptcha" style="width:300px;height:78px"></div><button>Submit</button></form>',
    ),
  },
  {
    name: 'Cloudflare’s page about a server that is down',
    wall: undefined,
    status: 521,
    html: page(
      'shop.test | 521: Web server is down',
      '<div id="cf-wrapper"><div id="cf-error-details"><h1>Web server is down</h1><p>Error code 521</p><p>The web server is not returning a connection. As a result, the web page is not displaying.</p><p>Please try again in a few minutes.</p><p>Cloudflare Ray ID: 8f2</p></div></div>',
    ),
  },
  {
    name: 'a front page that loads a vendor’s script',
    wall: undefined,
    html: page(
      'Shop',
      `<script>window.KPSDK={};window.bobcmn="1"</script><nav>${links(20)}</nav><h1>Today’s offers</h1><p>${lorem(10)}</p>`,
    ),
  },
  {
    name: 'a gallery under a cookie bar',
    wall: undefined,
    html: page(
      'Gallery',
      `<div id="onetrust-banner-sdk" style="position:fixed;left:0;right:0;bottom:0;height:200px">We use cookies</div>${'<img alt="" width="200" height="150" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">'.repeat(12)}`,
    ),
  },
  {
    name: 'an article behind a consent box',
    wall: undefined,
    html: article(
      'The harbour in winter',
      `<p>${lorem(50)}</p><div id="qc-cmp2-container"><div style="position:fixed;inset:0;background:#0008">We value your privacy</div></div>`,
    ),
  },
  {
    name: 'a text about consent at an address of its own',
    wall: undefined,
    path: '/consent',
    html: page('Cookies', `<h1>How we use cookies</h1><p>${lorem(30)}</p>`),
  },
  {
    name: 'a front page that sends people on to their language',
    wall: undefined,
    path: '/id/',
    from: '/',
    html: page('Toko', `<h1>Selamat datang</h1><a href="/login">Login</a><p>${lorem(8)}</p>`),
  },
  {
    name: 'a page for members with a login box in the corner',
    wall: undefined,
    html: page(
      'Club',
      `<form>Login <input><input type="password"></form><h1>The club</h1><p>${lorem(20)}</p>`,
    ),
  },
  {
    name: 'a challenge of another kind',
    wall: undefined,
    html: page(
      'Two sums',
      '<h1>Challenge 1: two sums</h1><form id="challenge-form"><textarea></textarea><button>Run</button></form><div id="challenge-stage">Stage 1</div>',
    ),
  },
  {
    name: 'a contact form that calls itself a captcha form',
    wall: undefined,
    html: page('Write to us', '<form id="captcha-form">2 + 3 = <input> <textarea></textarea></form>'),
  },
  {
    name: 'an application behind a firewall that is still loading',
    wall: undefined,
    html: page(
      'App',
      '<script src="https://x.token.awswaf.com/challenge.js"></script><p>Loading the application…</p>',
    ),
  },
  { name: 'an ordinary 404', wall: undefined, status: 404, html: page('Not found', '<h1>Not found</h1>') },
  {
    name: 'maintenance',
    wall: undefined,
    status: 503,
    html: page('Back soon', '<h1>We are working on it</h1><p>Please come back later.</p>'),
  },
  {
    name: 'an application that is still loading',
    wall: undefined,
    html: page('App', '<div id="root"><p>Loading…</p></div>'),
  },
  {
    name: 'an article under a newsletter box',
    wall: undefined,
    html: article(
      'The bridge',
      `<p>${lorem(60)}</p><div style="position:fixed;inset:0;background:#0008"><form><h2>Never miss a story</h2><input type="email"><button>Get our letter</button></form></div>`,
    ),
  },
  {
    name: 'an application in a box as large as the window',
    wall: undefined,
    html: page(
      'Mail',
      `<div style="position:fixed;inset:0;overflow:auto"><header><a href="/login">Log in</a> <input type="text" placeholder="Search"></header><main><h1>Inbox</h1><p>${lorem(60)}</p></main></div>`,
    ),
  },
  {
    name: 'an article with a login box in a corner',
    wall: undefined,
    html: article(
      'The bridge',
      `<p>${lorem(60)}</p><div style="position:fixed;right:0;bottom:0;width:300px;height:200px;background:#fff"><p>Log in to continue reading</p><input type="email"></div>`,
    ),
  },
];
