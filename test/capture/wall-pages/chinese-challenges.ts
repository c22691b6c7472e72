import { page, type WallPage } from './wall-page.ts';

/** The same of sites and firewalls in China. */
export const CHINESE_CHALLENGES: readonly WallPage[] = [
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
