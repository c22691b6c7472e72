import { readLooks } from '@stillpage/lambda/capture/artifacts/page-looks.page.ts';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchForComparing } from '../fidelity/browser.ts';

const DOT = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
const PAGE = `<style>p{margin:0} .wide{letter-spacing:3px}</style><p>Words</p><a href="#x">A link</a>
<div style="height:20px;overflow:auto"><p style="height:90px">Box</p></div>
<input type="checkbox"><input value="a"><select><option>1<option>2</select><img width="9" height="9" src='${DOT}'>`;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchForComparing();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
});

async function showPage(): Promise<string> {
  await page.setContent(PAGE, { waitUntil: 'load' });
  return (await page.evaluate(readLooks)).mark;
}

test('a page that stays as it is keeps its mark', async () => {
  const mark = await showPage();

  expect(mark).not.toBe('');
  expect((await page.evaluate(readLooks)).mark).toBe(mark);
});

test.each([
  ['other words', "document.querySelector('p').textContent = 'Other'"],
  ['an attribute', "document.querySelector('a').setAttribute('style', 'color:red')"],
  ['a rule that moves', "document.styleSheets[0].insertRule('p{padding:1px}')"],
  ['a rule of another colour', "document.styleSheets[0].insertRule('p{color:red}')"],
  ['a sheet that is off', 'document.styleSheets[0].disabled = true'],
  ['a box that is scrolled', "document.querySelector('div').scrollTop = 10"],
  ['a tick', "document.querySelector('input').checked = true"],
  ['a field', "document.querySelectorAll('input')[1].value = 'b'"],
  ['a choice', "document.querySelector('select').selectedIndex = 1"],
  ['a mark over words', "getSelection().selectAllChildren(document.querySelector('p'))"],
])('%s changes it', async (_name, change) => {
  const mark = await showPage();
  await page.evaluate(change);

  expect((await page.evaluate(readLooks)).mark).not.toBe(mark);
});

test.each([
  '<canvas></canvas>',
  '<iframe></iframe>',
  '<x-part></x-part>',
  '<div><template shadowrootmode="open">a</template></div>',
  '<style>@keyframes turn{to{rotate:1turn}}</style><p style="animation:turn 9s infinite">a</p>',
  '<svg><rect><animate attributeName="x" to="9"/></rect></svg>',
])('a page with %s has none', async (markup) => {
  await page.setContent(markup, { waitUntil: 'load' });

  expect((await page.evaluate(readLooks)).mark).toBe('');
});

test('only pictures of some size count as photographs', async () => {
  const large = DOT.replaceAll('"9"', '"300"');
  await page.setContent(`<body style="margin:0;width:600px;height:600px"><img width="300" src='${large}'>`, {
    waitUntil: 'load',
  });
  expect((await page.evaluate(readLooks)).pictured).toBeGreaterThan(0.05);
  await page.setContent(`<img width="300" height="300" src='${DOT}'>`, { waitUntil: 'load' });
  expect((await page.evaluate(readLooks)).pictured).toBe(0);
});
