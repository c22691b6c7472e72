import { article, links, lorem, page, type WallPage } from './wall-page.ts';

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

/** Boxes over a page that is there behind them. */
const COVERS: readonly WallPage[] = [
  {
    name: 'a login dialog over an article',
    wall: 'login',
    html: article(
      'A question with many answers',
      `<p>${lorem(80)}</p><dialog id="d"><h2>Log in to see more</h2><form><input type="tel" placeholder="Phone"><input type="password"><button>Log in</button></form></dialog><script>d.showModal()</script>`,
    ),
  },
  {
    name: 'a Chinese login box with a code to scan, over an article',
    wall: 'login',
    html: article(
      '如何保存网页',
      `<p>${'保存网页的方法有很多种，这里只讲一种。'.repeat(60)}</p><div style="position:fixed;inset:0;background:#0009"><div style="margin:100px auto;width:400px;background:#fff"><h2>登录后查看全文</h2><p>打开手机扫码登录</p><img alt="" width="200" height="200"></div></div>`,
    ),
  },
  {
    name: 'a paywall over an article, in a shadow tree',
    wall: 'login',
    html: article(
      'The bridge',
      `<p>${lorem(60)}</p><x-gate></x-gate><script>const g=document.querySelector('x-gate');g.style.cssText='position:fixed;inset:0;background:#fffc';g.attachShadow({mode:'open'}).innerHTML='<h2>Subscribe to continue reading</h2><p>Already a subscriber?</p>'</script>`,
    ),
  },
  {
    name: 'a check that lies over the page it was asked on',
    wall: 'captcha',
    html: article(
      'Prices',
      `<p>${lorem(80)}</p><div style="position:fixed;inset:0;background:#000c"><p>Please verify you are human: I'm not a robot</p><canvas></canvas></div>`,
    ),
  },
];

/** Walls that ask somebody for something: who they are, or their consent. */
export const ASKING: readonly WallPage[] = [...LOGINS, BASIC, ...CONSENTS, ...COVERS];
