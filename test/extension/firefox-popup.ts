import { type NamedKey, type Popup, until } from './driven-browser.ts';
import type { ChromeScope } from './firefox-chrome-scope.ts';
import type { FirefoxElement, FirefoxWindow } from './firefox-window.ts';

/** Longest that the popup may take for an answer, in milliseconds: axe alone takes many seconds on a busy machine. */
const ANSWER_TIMEOUT_MS = 90_000;

const KEY_CODES: Record<NamedKey, number> = {
  Enter: 13,
  Tab: 9,
  ArrowUp: 38,
  ArrowDown: 40,
  Backspace: 8,
  Escape: 27,
  '/': 0,
  e: 0,
};

/** Presses the extension's toolbar button and hands back the popup that opens; one that is open already is closed first. */
export async function openFirefoxPopup(scope: ChromeScope, addonId: string): Promise<Popup> {
  const popup = popupThrough(scope);
  await popup.close();
  await scope.call(async (id) => {
    const { ChromeUtils, WebExtensionPolicy } = globalThis as unknown as FirefoxWindow;
    const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
    const { extension } = WebExtensionPolicy.getByID(id);
    await ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
  }, addonId);
  await until('the popup', () =>
    scope.call(() =>
      [...document.querySelectorAll<FirefoxElement>('browser.webextension-popup-browser')].some(
        ({ browsingContext }) =>
          browsingContext?.currentWindowGlobal?.documentURI?.spec.endsWith('/popup/index.html'),
      ),
    ),
  );
  await until('the popup to draw', () => popup.evaluate(() => document.querySelector('header') !== null));
  return popup;
}

/** The popup is in no content tree, so that WebDriver BiDi cannot name it: it is reached as Firefox's own window reaches it, by a frame script. */
function popupThrough(scope: ChromeScope): Popup {
  const inFrame = (script: string): Promise<unknown> =>
    scope.call(
      async (source, longest) => {
        const frame = [
          ...document.querySelectorAll<FirefoxElement>('browser.webextension-popup-browser'),
        ].find((candidate) => candidate.currentURI?.spec.endsWith('/popup/index.html'));
        if (!frame) throw new Error('The popup is closed.');
        const name = `answer-${Math.random()}`;
        return new Promise((resolve, reject) => {
          const begun = Date.now();
          // One that closes meanwhile never answers.
          const watch = setInterval(() => {
            if (frame.isConnected && Date.now() - begun < longest) return;
            clearInterval(watch);
            reject(new Error(frame.isConnected ? 'The popup did not answer.' : 'The popup closed.'));
          }, 50);
          frame.messageManager.addMessageListener(name, (message) => {
            clearInterval(watch);
            if (message.data.error !== undefined) reject(new Error(message.data.error));
            else resolve(message.data.value === undefined ? undefined : JSON.parse(message.data.value));
          });
          frame.messageManager.loadFrameScript(
            `data:text/javascript;charset=utf-8,${encodeURIComponent(`(async () => {
            try { sendAsyncMessage(${JSON.stringify(name)}, { value: JSON.stringify(await (${source})) }); }
            catch (error) { sendAsyncMessage(${JSON.stringify(name)}, { error: String(error) }); }
          })()`)}`,
            false,
          );
        });
      },
      script,
      ANSWER_TIMEOUT_MS,
    );

  const popup: Popup = {
    evaluate: async <T, A extends readonly unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A) => {
      const call = `(async () => JSON.stringify({ answer: await (${run})(...${JSON.stringify(args)}) }))()`;
      // A sandbox with the page's own rights; the page's content security policy does not reach into it.
      const answer = await inFrame(
        `Cu.evalInSandbox(${JSON.stringify(call)}, Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false }))`,
      );
      return (JSON.parse(String(answer)) as { answer: T }).answer;
    },
    async click(selector) {
      await until(selector, () =>
        popup.evaluate((wanted) => {
          const element = document.querySelector<HTMLElement>(wanted);
          element?.focus();
          element?.click();
          return element !== null;
        }, selector),
      );
    },
    type: async (text) => {
      await inFrame(keys([...text].map((key) => [key, 0])));
    },
    press: async (key) => {
      await inFrame(keys([[key, KEY_CODES[key]]]));
    },
    compose: async (text) => {
      await inFrame(composing(text, 'input.flushPendingComposition()'));
    },
    commit: async (text) => {
      await inFrame(composing(undefined, `input.commitCompositionWith(${JSON.stringify(text)})`));
    },
    pressWhileComposing: async (key) => {
      await inFrame(
        composing(
          undefined,
          `input.keydown(new content.KeyboardEvent('', { key: ${JSON.stringify(key)}, keyCode: ${KEY_CODES[key]} }), input.KEY_NON_PRINTABLE_KEY)`,
        ),
      );
    },
    async picture() {
      const address = await scope.call(async () => {
        const frame = document.querySelector<FirefoxElement>('browser.webextension-popup-browser');
        const bitmap = await frame?.browsingContext?.currentWindowGlobal?.drawSnapshot(
          null,
          devicePixelRatio,
          'white',
        );
        if (!bitmap) throw new Error('The popup draws nothing.');
        const canvas = document.createElementNS(
          'http://www.w3.org/1999/xhtml',
          'canvas',
        ) as HTMLCanvasElement;
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
        return canvas.toDataURL();
      });
      return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
    },
    async close() {
      await scope.call(() => {
        for (const panel of document.querySelectorAll<FirefoxElement>('panel')) panel.hidePopup?.();
      });
      await until('the popup to close', () =>
        scope.call(() => document.querySelector('browser.webextension-popup-browser') === null),
      );
    },
  };
  return popup;
}

/** Key strokes as the platform's input layer gives them: trusted, with their default actions. */
function keys(strokes: readonly (readonly [string, number])[]): string {
  return `(async () => {
    const input = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
    if (!input.beginInputTransactionForTests(content)) throw new Error('The popup takes no keys.');
    for (const [key, keyCode] of ${JSON.stringify(strokes)}) {
      const event = new content.KeyboardEvent('', { key, keyCode });
      const flags = keyCode === 0 ? 0 : input.KEY_NON_PRINTABLE_KEY;
      input.keydown(event, flags);
      input.keyup(event, flags);
    }
  })()`;
}

/** The platform's input method, one for the popup's life: a composition spans several calls. */
function composing(text: string | undefined, act: string): string {
  const given = JSON.stringify(text);
  return `(async () => {
    let input = globalThis.stillpageInput;
    if (input?.of !== content.location.href + content.performance.timeOrigin) {
      const processor = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
      input = { of: content.location.href + content.performance.timeOrigin, processor };
      globalThis.stillpageInput = input;
    }
    const taken = input.processor.beginInputTransactionForTests(content);
    if (!taken) throw new Error('The popup takes no input method.');
    await ((input, given) => {
      if (given !== undefined) {
        input.setPendingCompositionString(given);
        if (given !== '') input.appendClauseToPendingComposition(given.length, input.ATTR_RAW_CLAUSE);
        input.setCaretInPendingComposition(given.length);
      }
      return ${act};
    })(input.processor, ${given});
  })()`;
}
