import type { Wall } from '@stillpage/shared/schemas/snapshot.ts';

/** A page as a site answers it, and what it is. `from` is the address that was asked for when it is another. */
export type WallPage = {
  readonly name: string;
  readonly wall: Wall | undefined;
  readonly status?: number;
  readonly path?: string;
  readonly from?: string;
  readonly html: string;
};

const lorem = (count: number) =>
  Array.from({ length: count }, (_, index) => `Sentence ${index} says something of its own.`).join(' ');
const links = (count: number) =>
  Array.from({ length: count }, (_, index) => `<a href="/l${index}">Link ${index}</a> `).join('');
const page = (title: string, body: string, head = '') =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`;

/** Challenges and refusals, put together as each vendor's are: its ids, scripts and phrases. */
const CHALLENGES: readonly WallPage[] = [
  {
    name: 'Cloudflare’s managed challenge',
    wall: 'bot',
    status: 403,
    html: page(
      'Just a moment...',
      '<div class="main-wrapper" role="main"><div class="main-content"><h1>shop.test</h1><p id="a">Verifying you are human. This may take a few seconds.</p><div style="width:300px;height:65px;border:1px solid"></div><p>shop.test needs to review the security of your connection before proceeding.</p></div></div><script>(function(){window._cf_chl_opt={cvId:"3",cType:"managed"};})()</script><div>Ray ID: <code>8f2</code></div><a href="https://www.cloudflare.com">Cloudflare</a>',
    ),
  },
  {
    name: 'Cloudflare’s challenge in German, under 200',
    wall: 'bot',
    html: page(
      'Nur einen Moment…',
      '<h1>shop.test</h1><p>Sicherheitsüberprüfung wird durchgeführt</p><script>window._cf_chl_opt={cType:"non-interactive"};</script>',
    ),
  },
  {
    name: 'Cloudflare’s block',
    wall: 'bot',
    status: 403,
    html: page(
      'Attention Required! | Cloudflare',
      '<div id="cf-wrapper"><div id="cf-error-details"><h1>Sorry, you have been blocked</h1><h2>You are unable to access shop.test</h2><p>This website is using a security service to protect itself from online attacks.</p><p>Cloudflare Ray ID: 8f2</p></div></div>',
    ),
  },
  {
    name: 'Akamai’s refusal',
    wall: 'bot',
    status: 403,
    html: page(
      'Access Denied',
      '<h1>Access Denied</h1>You don\'t have permission to access "http&#58;&#47;&#47;www&#46;shop&#46;test&#47;" on this server.<p>Reference&#32;&#35;18&#46;2f3c1702&#46;1763&#46;1a2b<p>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18</p>',
    ),
  },
  {
    name: 'Akamai’s interstitial',
    wall: 'bot',
    status: 429,
    html: page(
      '',
      '<div id="sec-if-cpt-container"><p>Powered and protected by Akamai</p><iframe id="sec-cpt-if" srcdoc=""></iframe></div>',
    ),
  },
  {
    name: 'DataDome',
    wall: 'captcha',
    status: 403,
    html: page(
      'news.test',
      `<p id="cmsg">Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'A','hsh':'B','t':'fe','s':1}</script>`,
    ),
  },
  {
    name: 'PerimeterX',
    wall: 'captcha',
    status: 403,
    html: page(
      'Access to this page has been denied',
      '<div class="px-captcha-container"><div>Press &amp; Hold to confirm you are<br>a human (and not a bot).</div><div id="px-captcha" style="height:100px"></div><div>Reference ID 1763</div></div>',
    ),
  },
  {
    name: 'Imperva',
    wall: 'bot',
    status: 403,
    html: page(
      '',
      '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=23&amp;incident_id=1" width="100%" height="600"></iframe>',
    ),
  },
  {
    name: 'Imperva’s older one',
    wall: 'bot',
    html: page(
      'Pardon Our Interruption',
      '<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You are moving too fast.</li><li>You have disabled cookies.</li></ul>',
    ),
  },
  {
    name: 'Kasada',
    wall: 'bot',
    status: 429,
    html: '<!doctype html><html><head></head><body><script>window.KPSDK={};KPSDK.now=Date.now;</script></body></html>',
  },
  {
    name: 'AWS WAF’s challenge',
    wall: 'bot',
    status: 202,
    html: page(
      '',
      '<div id="challenge-container"></div><script>window.awsWafCookieDomainList=[];window.challenge=1</script><noscript><h1>JavaScript is disabled</h1></noscript>',
    ),
  },
  {
    name: 'AWS WAF’s captcha',
    wall: 'captcha',
    status: 405,
    html: page(
      'Human Verification',
      '<script>window.gokuProps={"key":"A","iv":"B","context":"C"};</script><div id="captcha-container"><p>Let\'s confirm you are human. Complete the security check before continuing.</p></div>',
    ),
  },
  {
    name: 'Sucuri',
    wall: 'bot',
    status: 403,
    html: page(
      'Sucuri WebSite Firewall - Access Denied',
      '<h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner, please whitelist your IP. Block ID: GEO02</p>',
    ),
  },
  {
    name: 'Vercel',
    wall: 'bot',
    status: 429,
    html: page(
      'Vercel Security Checkpoint',
      "<p>We're verifying your browser</p><p>Website owner? Click here to fix</p>",
    ),
  },
  {
    name: 'F5',
    wall: 'bot',
    html: page(
      'Request Rejected',
      'The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1234567890<br><a href="javascript:history.back();">[Go Back]</a>',
    ),
  },
  {
    name: 'Anubis',
    wall: 'bot',
    html: page(
      'Making sure you&#39;re not a bot!',
      '<script id="anubis_version" type="application/json">"1.21"</script><h1>Making sure you\'re not a bot!</h1><p>Loading...</p>',
    ),
  },
  {
    name: 'Google',
    wall: 'captcha',
    status: 429,
    path: '/sorry/index',
    html: page(
      'https://www.google.com/search?q=x',
      '<form id="captcha-form" method="post"><div id="recaptcha" class="g-recaptcha" style="height:78px"></div></form><hr>About this page<p>Our systems have detected unusual traffic from your computer network. This page checks to see if it\'s really you sending the requests, and not a robot.</p>',
    ),
  },
  {
    name: 'Amazon',
    wall: 'captcha',
    html: page(
      'Amazon.com',
      '<h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you\'re not a robot. For best results, please make sure your browser is accepting cookies.</p><form method="get" action="/errors/validateCaptcha"><input name="field-keywords"><button>Continue shopping</button></form>',
    ),
  },
  {
    name: 'Yandex',
    wall: 'captcha',
    html: page(
      'Вы не робот?',
      '<form method="POST" action="/checkcaptcha?key=1"><h1>Подтвердите, что запросы отправляли вы, а не робот</h1><div class="CheckboxCaptcha">Я не робот</div></form>',
    ),
  },
  {
    name: 'Reddit',
    wall: 'bot',
    status: 403,
    html: page(
      'Reddit - Blocked',
      "<h1>You've been blocked by network security.</h1><p>To continue, log in to your Reddit account or use your developer token.</p><a href='/login'>Log in</a>",
    ),
  },
  {
    name: 'a page-wide hCaptcha',
    wall: 'captcha',
    html: page(
      'shop.test',
      '<div class="h-captcha" style="position:fixed;inset:0">Select all images with a boat</div>',
    ),
  },
  {
    name: 'WeChat',
    wall: 'bot',
    html: page(
      '环境异常',
      '<div class="weui-msg"><h2>环境异常</h2><p>当前环境异常，完成验证后即可继续访问。</p><a id="js_verify" class="weui-btn">去验证</a></div>',
    ),
  },
  {
    name: 'Zhihu',
    wall: 'bot',
    status: 403,
    html: page(
      '安全验证 - 知乎',
      '<main><p>系统监测到您的网络环境存在异常，为保证您的正常访问，请点击下方验证按钮进行验证。</p><button>开始验证</button></main>',
    ),
  },
  {
    name: 'Baidu',
    wall: 'captcha',
    html: page(
      '百度安全验证',
      '<div class="timeout">网络不给力，请稍后重试</div><div>拖动滑块完成验证</div>',
    ),
  },
  {
    name: 'Taobao',
    wall: 'captcha',
    html: page(
      '验证码拦截',
      '<div class="nc-container"><div id="nocaptcha">亲，请拖动下方滑块完成验证</div></div><p>通过验证以确保正常访问</p>',
    ),
  },
  {
    name: 'Bilibili',
    wall: 'bot',
    status: 412,
    html: page(
      '出错啦! - bilibili.com',
      '<p>错误号: 412</p><p>由于触发哔哩哔哩安全风控策略，该次访问请求被拒绝。</p><a href="/">返回首页</a>',
    ),
  },
  {
    name: 'Alibaba’s firewall',
    wall: 'bot',
    status: 405,
    html: page(
      '405',
      '<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p><p>您的请求ID是: 1763</p>',
    ),
  },
  {
    name: 'SafeLine',
    wall: 'bot',
    status: 468,
    html: page(
      '雷池 WAF',
      '<div id="slg-box"><div id="slg-title">正在进行安全检测</div><p>安全检测能力由 雷池 WAF 提供</p></div>',
    ),
  },
  {
    name: 'a firewall of a hosting panel',
    wall: 'bot',
    status: 403,
    html: page(
      '网站防火墙',
      '<h1>网站防火墙</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><p>如何解决：检查提交内容；如网站托管，请联系空间提供商。</p>',
    ),
  },
  {
    name: 'Jiasule',
    wall: 'bot',
    status: 521,
    html: "<html><script>var c=('__jsl_clearance=1763.1|0|A');</script></html>",
  },
  {
    name: 'Weibo’s visitors',
    wall: 'bot',
    path: '/visitor/visitor',
    from: '/status/1',
    html: page('Sina Visitor System', '<span id="message"></span>'),
  },
];

const LOGINS: readonly WallPage[] = [
  {
    name: 'LinkedIn',
    wall: 'login',
    path: '/authwall',
    from: '/in/somebody',
    html: page(
      'Sign Up | LinkedIn',
      `<h1>Join LinkedIn</h1><form><input name="email"><input type="password"><button>Agree &amp; Join</button></form><p>Already on LinkedIn? <a href="/login">Sign in</a></p>${links(30)}`,
    ),
  },
  {
    name: 'Facebook, with all its languages below',
    wall: 'login',
    path: '/login/',
    from: '/groups/1/posts/2',
    html: page(
      'Log into Facebook',
      `<form><input><input type="password"><button>Log in</button></form><footer>${links(90)}</footer>`,
    ),
  },
  {
    name: 'an address before a password',
    wall: 'login',
    path: '/signin/v2/identifier',
    from: '/document/d/1',
    html: page(
      'Sign in',
      '<h1>Sign in</h1><input type="email" autocomplete="username"><button>Next</button>',
    ),
  },
  {
    name: 'an intranet under its own address',
    wall: 'login',
    status: 401,
    html: page('Wiki', '<h1>登录</h1><form>用户名 <input> 密码 <input type="password"></form>'),
  },
];

const BASIC: WallPage = {
  name: 'a server that asks for a name and a password by itself',
  wall: 'login',
  status: 401,
  html: page('401 Authorization Required', '<h1>401 Authorization Required</h1><hr>nginx'),
};

const CONSENTS: readonly WallPage[] = [
  {
    name: 'sent to a consent page',
    wall: 'consent',
    path: '/consent',
    from: '/nieuws/1',
    html: page('Toestemming', `<h1>Wij gebruiken cookies</h1><p>${lorem(40)}</p><button>Akkoord</button>`),
  },
  {
    name: 'consent or pay with nothing behind',
    wall: 'consent',
    html: page(
      'Zeitung',
      `<div id="sp_message_container_1"><div style="position:fixed;inset:0;background:#fff"><h1>Weiterlesen mit Werbung</h1><p>${lorem(20)}</p><button>Einwilligen</button></div></div>`,
    ),
  },
];

const article = (title: string, body: string, head = '') =>
  page(title, `<nav>${links(12)}</nav><article><h1>${title}</h1>${body}</article>`, head);

/** Pages that talk like walls, or carry a widget of theirs. */
const PAGES: readonly WallPage[] = [
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
];

export const WALL_PAGES: readonly WallPage[] = [...CHALLENGES, ...LOGINS, BASIC, ...CONSENTS, ...PAGES];
