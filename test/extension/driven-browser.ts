import type { Page } from 'puppeteer-core';

/** A key that the tests press by name; any other text is typed. */
export type NamedKey = 'Enter' | 'Tab' | 'ArrowDown' | 'ArrowUp' | 'Backspace' | 'Escape' | '/' | 'e';

/** The popup as it hangs from the toolbar, not a tab that shows its page. */
export type Popup = {
  /** Runs a function that closes over nothing in the popup's page; arguments and answer go as JSON. */
  evaluate<T, A extends readonly unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
  click(selector: string): Promise<void>;
  /** Types into whatever has the focus. */
  type(text: string): Promise<void>;
  press(key: NamedKey): Promise<void>;
  /** An input method shows this as not yet final in the focused field, in place of what it showed before. */
  compose(text: string): Promise<void>;
  /** The input method ends its composition with this text. */
  commit(text: string): Promise<void>;
  /** A key that goes to the input method: the page hears of it, marked as such. */
  pressWhileComposing(key: NamedKey): Promise<void>;
  /** What it looks like, as PNG. */
  picture(): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** A real browser with the built extension in a profile of its own; both kinds are driven through this. */
export type DrivenBrowser = {
  readonly name: 'chromium' | 'firefox';
  /** The version the browser gives of itself, like `Chrome/156.0.8078.79`. */
  readonly version: string;
  /** A new tab, in front. */
  openTab(url: string): Promise<Page>;
  /** Every tab. */
  pages(): Promise<Page[]>;
  /** A page of the extension in a tab, like `options/index.html`. */
  openExtensionPage(path: string): Promise<Page>;
  /** A click on the toolbar button while the tab is in front; grants activeTab as a person's click does. */
  clickToolbar(tab: Page): Promise<Popup>;
  /** Fires a keyboard command of the manifest. */
  fireCommand(name: string, tab: Page): Promise<void>;
  /** Right-clicks the first element that matches and chooses the extension's entry for that context. */
  chooseMenu(context: 'page' | 'link' | 'image' | 'selection', selector: string, tab: Page): Promise<void>;
  /** Types into the address bar behind the keyword, and gives what is offered; Enter takes the first offer. */
  askOmnibox(words: string): Promise<readonly string[]>;
  enterOmnibox(words: string): Promise<void>;
  /** Ends the background worker as the browser does when it has been idle. */
  killBackground(): Promise<void>;
  /** Runs with page scripts switched off in tabs opened meanwhile. */
  withoutScripts<T>(run: (open: (url: string) => Promise<Page>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Kills every process of the browser's at once, as a crash or a power cut would; its profile stays. */
  crash(): Promise<void>;
};

/** What a browser is started with; sizes in CSS pixels. */
export type StartOptions = {
  /** Of the browser's own interface, of the extension's texts and of Accept-Language. */
  readonly language?: string;
  readonly dark?: boolean;
  readonly scale?: number;
  readonly width?: number;
  readonly height?: number;
  readonly flags?: readonly string[];
  /** Optional permissions that this copy of the extension has from the start: no test can answer the browser's question. */
  readonly grant?: readonly string[];
  /** A folder to start from and to leave behind; without one the profile is new and goes at the end. */
  readonly profile?: string;
};

/** Asks until the answer is truthy, and gives that answer. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  timeoutMs = 60_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      last = await ask();
      if (last) return last as NonNullable<T>;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms for ${what}.`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
