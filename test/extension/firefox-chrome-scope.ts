import type { Browser } from 'puppeteer-core';

/** Runs functions in Firefox's own window, where the toolbar, the menus and the extension's host live. */
export type ChromeScope = {
  /** The function closes over nothing; arguments and answer go as JSON. */
  call<T, A extends readonly unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
};

type Send = (method: string, params: unknown) => Promise<{ result: Record<string, unknown> }>;

/** Needs a Firefox started with `--remote-allow-system-access`. */
export async function chromeScope(browser: Browser): Promise<ChromeScope> {
  // The one connection puppeteer has; the methods of the chrome scope have no puppeteer API.
  const connection = (browser as unknown as { connection: { send: Send } }).connection;
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const contexts = tree.result.contexts as { url: string; context: string }[];
  const context = contexts.find(({ url }) => url.endsWith('/browser.xhtml'))?.context;
  if (!context) throw new Error('Firefox shows no window of its own.');
  return {
    async call<T, A extends readonly unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T> {
      const { result } = await connection.send('script.callFunction', {
        functionDeclaration: `async (args) => { const answer = await (${run})(...JSON.parse(args)); return JSON.stringify({ answer }); }`,
        arguments: [{ type: 'string', value: JSON.stringify(args) }],
        awaitPromise: true,
        userActivation: true,
        target: { context },
      });
      const answer = result as {
        type: string;
        result?: { value: string };
        exceptionDetails?: { text: string };
      };
      if (answer.type === 'exception' || !answer.result)
        throw new Error(`In Firefox's own window: ${answer.exceptionDetails?.text}`);
      return (JSON.parse(answer.result.value) as { answer: T }).answer;
    },
  };
}
