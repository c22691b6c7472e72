import type { Menus, Tabs } from 'webextension-polyfill';
import browser from '../browser.ts';
import { loadLanguage, text } from '../messages.ts';
import type { Wish } from '../page-request.ts';
import { readSettings } from '../settings.ts';

const MENUS = { page: 'menuPage', link: 'menuLink', selection: 'menuSelection', image: 'menuImage' } as const;

/** Registers the right-click entries anew, in the chosen language; called at install, the browser keeps them. */
export async function createMenus(): Promise<void> {
  const { language } = await readSettings();
  await loadLanguage(language);
  await browser.action.setTitle({ title: text('actionTitle') });
  await browser.contextMenus.removeAll();
  for (const [context, title] of Object.entries(MENUS))
    browser.contextMenus.create({
      id: context,
      title: text(title),
      contexts: [context as keyof typeof MENUS],
    });
  browser.contextMenus.create({ id: 'all-tabs', title: text('tabsTitle'), contexts: ['action'] });
}

/** What a click on an entry saves: the link or image under the pointer itself, else the page, with the selection as its note. */
export function wishOf(info: Menus.OnClickData, tab: Tabs.Tab | undefined): Wish | undefined {
  const page = info.pageUrl ?? tab?.url;
  switch (info.menuItemId) {
    case 'link':
      // Without the link's own words: the page's title is better, and only Firefox tells them.
      return info.linkUrl ? { url: info.linkUrl } : undefined;
    case 'image':
      return info.srcUrl ? { url: info.srcUrl, ...(page ? { note: page } : {}) } : undefined;
    case 'selection':
    case 'page': {
      const url = tab?.url ?? page;
      if (!url) return undefined;
      return {
        url,
        ...(tab?.title ? { title: tab.title } : {}),
        ...(info.selectionText ? { note: info.selectionText } : {}),
      };
    }
    default:
      return undefined;
  }
}
