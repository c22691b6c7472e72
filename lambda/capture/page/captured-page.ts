import type { Browser, CDPSession } from 'puppeteer-core';

/** The browser's one page, as far as a capture needs it. */
export type CapturedPage = {
  createCDPSession(): Promise<CDPSession>;
  url(): string;
};

/**
 * The target itself and never puppeteer's `Page` of it, which asks to be told each line of the console and each error:
 * a page that makes a million of them would hold back every answer, and fill the memory on both sides.
 */
export async function capturedPage(browser: Browser): Promise<CapturedPage> {
  return await browser.waitForTarget((target) => target.type() === 'page');
}
