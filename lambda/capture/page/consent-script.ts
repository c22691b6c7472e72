import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What the consent library is told in each frame. Its own waits are for pages that are still loading. */
const CONFIG = {
  enabled: true,
  autoAction: 'optOut',
  disabledCmps: [],
  // The page has come to rest: hiding ahead would only flicker.
  enablePrehide: false,
  enableCosmeticRules: true,
  enableGeneratedRules: true,
  // The second look is the one that reads buttons; it comes half a second after the first.
  detectRetries: 1,
  isMainWorld: false,
  prehideTimeout: 0,
  enableHeuristicDetection: true,
  // Refuse where one can, acknowledge or accept where there is no other button.
  heuristicMode: 'tier2',
  logs: {},
};

export type ConsentScript = {
  /** Put into an isolated world of each frame; leaves `stillpageConsent.take` and `.give` behind. */
  readonly source: string;
  /** The answer to a frame's first message: how to work, and the rules that its address needs. */
  answerTo(url: string, mainFrame: boolean): unknown;
};

let loaded: Promise<ConsentScript> | undefined;

/** Loads the library and its rules; once for each process, and only where somebody asked for it. */
export function loadConsentScript(): Promise<ConsentScript> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ConsentScript> {
  const { filterCompactRules } = await import('@duckduckgo/autoconsent');
  const home = import.meta.resolve('@duckduckgo/autoconsent');
  const [script, rulesText] = await Promise.all([
    readFile(fileURLToPath(new URL('./autoconsent.playwright.js', home)), 'utf8'),
    readFile(fileURLToPath(new URL('../rules/compact-rules.json', home)), 'utf8'),
  ]);
  const rules = JSON.parse(rulesText) as Parameters<typeof filterCompactRules>[0];
  return {
    source: `${BRIDGE}\n${script}`,
    answerTo: (url, mainFrame) => ({
      type: 'initResp',
      config: CONFIG,
      rules: { autoconsent: [], compact: filterCompactRules(rules, { url, mainFrame }) },
    }),
  };
}

/**
 * Messages wait in the frame until they are taken: a binding could be seen by the page. A button that is a link to
 * another page, such as the policy, is pressed but not followed.
 */
const BRIDGE = `
globalThis.stillpageConsent ??= (() => {
  const waiting = [];
  let wake = () => {};
  addEventListener('click', (event) => {
    for (const node of event.composedPath()) {
      const address = node instanceof HTMLAnchorElement && URL.parse(node.href);
      if (!address || !/^https?:$/.test(address.protocol)) continue;
      if (address.origin + address.pathname !== location.origin + location.pathname) event.preventDefault();
    }
  }, true);
  globalThis.autoconsentSendMessage = async (message) => {
    waiting.push(JSON.parse(JSON.stringify(message)));
    wake();
  };
  return {
    async take(milliseconds) {
      if (waiting.length === 0)
        await new Promise((resolve) => { wake = resolve; setTimeout(resolve, milliseconds); });
      return waiting.splice(0);
    },
    give: (message) => void globalThis.autoconsentReceiveMessage(message),
  };
})();`;
