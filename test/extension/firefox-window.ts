/** An element of Firefox's own window, with what it can do beyond a page's. */
export type FirefoxElement = HTMLElement & {
  readonly currentURI?: { readonly spec: string };
  readonly browsingContext?: {
    readonly currentWindowGlobal?: {
      readonly documentURI?: { readonly spec: string };
      drawSnapshot(rect: null, scale: number, background: string): Promise<ImageBitmap>;
    };
  };
  readonly messageManager: {
    addMessageListener(
      name: string,
      heard: (message: { data: { value?: string; error?: string } }) => void,
    ): void;
    loadFrameScript(url: string, alsoLater: boolean): void;
  };
  hidePopup?(): void;
  doCommand(): void;
  activateItem(item: Element): void;
};

type Extension = { terminateBackground(options: Record<string, boolean>): Promise<void> };

/** The names that functions sent into Firefox's own window find there; only what the tests use. */
export type FirefoxWindow = {
  readonly ChromeUtils: {
    importESModule(url: string): {
      ExtensionParent: {
        apiManager: {
          global: {
            browserActionFor(extension: Extension): { triggerAction(window: Window): Promise<void> };
          };
        };
      };
    };
  };
  readonly WebExtensionPolicy: { getByID(id: string): { extension: Extension } };
  readonly gURLBar: {
    focus(): void;
    search(words: string): void;
    handleCommand(): void;
    readonly lastQueryContextPromise: Promise<{ results: { payload: { content?: string } }[] }>;
  };
  readonly Services: {
    prefs: { setBoolPref(name: string, value: boolean): void };
    locale: { availableLocales: string[]; requestedLocales: string[] };
  };
};
