import { type DrivenBrowser, until } from './driven-browser.ts';

/** Pastes the connect string into the options page, as a person does once. */
export async function connectExtension(browser: DrivenBrowser, connectString: string): Promise<void> {
  const options = await browser.openExtensionPage('options/index.html');
  await options.waitForSelector('#connect-string');
  await options.type('#connect-string', connectString);
  await options.click('#connect');
  await until('the connection', () =>
    options.evaluate(
      (base) => {
        const note = document.querySelector('#note.bad')?.textContent;
        if (note) throw new Error(note);
        return document.querySelector('#connected')?.textContent?.includes(base);
      },
      connectString.replace(/^stillpage\+|\/#.*$/g, ''),
    ),
  );
  await options.close();
}
