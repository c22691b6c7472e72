import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const FIXED = 'style="position:fixed;left:0;right:0;bottom:0;background:#eee;padding:20px;z-index:9"';
const article = (rest: string) =>
  `<!doctype html><title>Harbour</title><article><h1>The harbour in winter</h1><p>${'Ice drifts between the boats. '.repeat(40)}</p></article>${rest}`;

/** Banners put together as each manager's are: its ids, classes, frames and functions; they end when refused. */
const PAGES: Record<string, string> = {
  '/onetrust': article(
    `<div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk" ${FIXED}>BANNER We use cookies <button id="onetrust-accept-btn-handler">Accept All</button><button id="onetrust-reject-all-handler">Reject All</button></div></div><script>document.querySelector('#onetrust-reject-all-handler').onclick=()=>{document.querySelector('#onetrust-consent-sdk').remove();document.body.append('REFUSED')}</script>`,
  ),
  '/didomi': article(
    `<div id="didomi-host"><div id="didomi-notice" ${FIXED}>BANNER We and our partners <button id="didomi-notice-agree-button">Agree</button></div></div><script>window.Didomi={setUserDisagreeToAll(){document.querySelector('#didomi-host').remove();document.body.append('REFUSED')},getCurrentUserStatus:()=>({purposes:{}})}</script>`,
  ),
  '/cookieyes': article(
    `<div class="cky-consent-container" ${FIXED}>BANNER <button data-cky-tag="accept-button">Accept</button><button data-cky-tag="reject-button" onclick="this.parentNode.remove();document.body.append('REFUSED')">Reject</button></div>`,
  ),
  '/sourcepoint': article(
    `<div id="sp_message_container_1" style="position:fixed;inset:0">BANNER<iframe width="600" height="300" src="//other.test:PORT/index.html?message_id=1"></iframe></div><script>onmessage=(e)=>{if(e.data==='refused'){document.querySelector('#sp_message_container_1').remove();document.body.append('REFUSED')}}</script>`,
  ),
  '/index.html':
    '<p>We value your privacy</p><button class="sp_choice_type_11">Accept</button><button class="sp_choice_type_13" onclick="parent.postMessage(\'refused\',\'*\')">Reject all</button>',
  '/unknown': article(
    `<div class="zq-box" ${FIXED}><p>BANNER This website uses cookies and other technologies. We use cookies to measure.</p><button>Accept all</button><button onclick="this.parentNode.remove();document.body.append('REFUSED')">Reject all</button></div>`,
  ),
  '/notice': article(
    `<div class="zq-box" ${FIXED}><p>BANNER We use cookies. By continuing to use this website you accept the use of cookies.</p><button onclick="this.parentNode.remove();document.body.append('REFUSED')">OK</button></div>`,
  ),
  '/leads-away': article(
    `<div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk" ${FIXED}>We use cookies <a id="onetrust-reject-all-handler" href="/about-cookies">Reject All</a></div></div>`,
  ),
  '/sent-away': article(
    `<div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk" ${FIXED}>We use cookies <button id="onetrust-reject-all-handler" onclick="location='/about-cookies'">Reject All</button></div></div>`,
  ),
  '/hangs': article(
    `<div id="didomi-host"><div id="didomi-notice" ${FIXED}>BANNER</div></div><script>window.Didomi={setUserDisagreeToAll(){for(;;);},getCurrentUserStatus(){for(;;);}}</script>`,
  ),
  '/many-frames': article(
    `${'<iframe width="10" height="10" srcdoc="<p>We use cookies <button>Reject all</button>"></iframe>'.repeat(90)}`,
  ),
  '/about-cookies': article(
    '<p>We use cookies, they say, and offer "accept all" and "reject all".</p><button onclick="document.body.append(\'REFUSED\')">Reject all</button>',
  ),
  '/reloads': article(
    `<div id="onetrust-consent-sdk"></div><script>if(!document.cookie.includes('no=1')){onetrust='<div id="onetrust-banner-sdk" ${FIXED}>BANNER <button id="onetrust-reject-all-handler">Reject All</button></div>';document.querySelector('#onetrust-consent-sdk').innerHTML=onetrust;document.querySelector('button').onclick=()=>{document.cookie='no=1';location.reload()}}else document.body.append('REFUSED')</script>`,
  ),
};

describe('consent banners', () => {
  const answer: RequestListener = (request, response) => {
    const html = PAGES[new URL(request.url ?? '/', 'http://page').pathname] ?? '';
    response
      .writeHead(html ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
      .end(html.replace('PORT', String(request.socket.localPort)));
  };
  let pages: PageCaptures;

  beforeAll(async () => {
    pages = await startPageCaptures(answer, { resolver: async () => ['127.0.0.1'] });
  });
  afterAll(async () => {
    await pages?.close();
  });

  const capture = (path: string, consent?: 'dismiss') =>
    captureOnce(pages.capturer, `http://site.test:${pages.port}${path}`, {
      wanted: ['still'],
      ...(consent ? { consent } : {}),
    });

  test.concurrent.each([
    ['/onetrust', 'Onetrust'],
    ['/didomi', 'didomi'],
    ['/cookieyes', 'cookieyes'],
    ['/sourcepoint', 'Sourcepoint'],
    ['/unknown', 'HEURISTIC'],
    ['/notice', 'HEURISTIC'],
    ['/reloads', 'Onetrust'],
  ])('%s: refused when asked, and the still says so', async (path, manager) => {
    const { still, page, status } = await capture(path, 'dismiss');

    expect(status).toBe('done');
    expect(still).toContain('REFUSED');
    expect(still).not.toContain('BANNER');
    expect(page?.consent?.toLowerCase()).toContain(manager.toLowerCase());
    expect(still).toContain('<meta name="stillpage:consent"');
  });

  test.concurrent.each(['/leads-away', '/sent-away', '/hangs', '/many-frames'])(
    '%s: the page is kept all the same',
    async (path) => {
      const { still, page, status } = await capture(path, 'dismiss');

      expect(status).toMatch(/done|partial/);
      expect(page?.finalUrl).toContain(path);
      expect(still).toContain('Ice drifts between the boats');
      expect(still).not.toContain('they say');
    },
  );

  test.concurrent('nobody asked: the banner stays', async () => {
    const { still, page } = await capture('/onetrust');

    expect(still).toContain('BANNER');
    expect(still).not.toContain('REFUSED');
    expect(page?.consent).toBeUndefined();
  });

  test.concurrent('a page about cookies is left alone, and not for long', async () => {
    const { still, page, timings } = await capture('/about-cookies', 'dismiss');

    expect(still).not.toContain('REFUSED');
    expect(page?.consent).toBeUndefined();
    expect(timings.consent).toBeLessThan(6000);
  });
});
