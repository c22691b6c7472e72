import { page, type WallPage } from './wall-page.ts';

/** Challenges and refusals, put together as each vendor's are: its ids, scripts and phrases. */
export const CHALLENGES: readonly WallPage[] = [
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
];
