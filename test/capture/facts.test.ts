import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture } from '../site/picture.ts';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const chinese = '冬天的港口很安静，船都停在岸边，只有海鸥还在飞。'.repeat(12);
const english = 'The harbour is quiet in winter, and the boats lie along the quay. '.repeat(12);

/** Pages whose facts stand in different places, some of them written by script. */
const PAGES: Record<string, string> = {
  '/wechat': `<!doctype html><html lang="en"><meta charset="utf-8"><title></title><meta property="og:site_name" content="微信公众平台"><meta property="og:image" content="/lead.png"><h1 id="activity-name">港口的冬天</h1><a id="js_name">海边的人</a> <em id="publish_time"></em><div id="js_content"><p>${chinese}</p></div><script>document.title='港口的冬天';publish_time.textContent='2026年1月2日 03:04'</script>`,
  '/news': `<!doctype html><meta charset="utf-8"><title>港口的冬天_新闻中心_某某网</title><header><img src="/lead.png?logo" width="400" height="300"></header><h1>港口的冬天</h1><p class="info">2026-01-02 03:04 来源：某某日报 作者：王小明</p><article><img src="/lead.png?content" width="400" height="300"><p>${chinese}</p></article>`,
  '/blog': `<!doctype html><html lang="en-GB"><title>Winter | A blog</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"BlogPosting","headline":"Winter","author":{"@type":"Person","name":"Ann Lee"},"datePublished":"2026-01-02T03:04:05Z","image":"/lead.png"}</script><article><h1>Winter</h1><p>${english}</p></article>`,
};

describe('what a page says of itself', () => {
  const answer: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const html = PAGES[pathname];
    if (pathname === '/lead.png')
      response.writeHead(200, { 'content-type': 'image/png' }).end(picture(40, 30, 'cc2200'));
    else response.writeHead(html ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  };
  let pages: PageCaptures;
  beforeAll(async () => {
    pages = await startPageCaptures(answer);
  });
  afterAll(async () => {
    await pages?.close();
  });

  test.concurrent.each([
    [
      '/wechat',
      {
        title: '港口的冬天',
        language: 'zh',
        author: '海边的人',
        published: '2026-01-02T03:04',
        site: '微信公众平台',
        image: '/lead.png',
      },
    ],
    [
      '/news',
      {
        title: '港口的冬天_新闻中心_某某网',
        language: 'zh',
        author: '王小明',
        published: '2026-01-02T03:04',
        site: '某某网',
        image: '/lead.png?content',
      },
    ],
    [
      '/blog',
      {
        title: 'Winter | A blog',
        language: 'en-GB',
        author: 'Ann Lee',
        published: '2026-01-02T03:04:05.000Z',
        site: 'A blog',
        image: '/lead.png',
      },
    ],
  ])('%s', async (path, facts) => {
    const { page, text } = await captureOnce(pages.capturer, `${pages.origin}${path}`, {
      wanted: ['still', 'text'],
    });

    expect(page).toMatchObject({ ...facts, image: `${pages.origin}${facts.image}` });
    expect(text).toMatch(/^# /);
  });
});
