import type { CDPSession } from 'puppeteer-core';
import type { Deadline } from './deadline.ts';
import { before } from './deadline.ts';

/** Navigations of the main frame in one capture; a page that moves on more often is going in circles. */
export const NAVIGATIONS_MAX = 15;

/** How far the main frame's present document has come. */
export type Lifecycle = {
  /** Of the present document; it changes when the page moves on by itself. */
  readonly loaderId: string;
  readonly url: string;
  readonly domReady: boolean;
  readonly loaded: boolean;
  /** Main-frame documents since the first, redirects by the server not counted. */
  readonly navigations: number;
  /** True while Chromium shows its own error page in the page's place. */
  readonly isErrorPage: boolean;
};

/** Follows the main frame from before the first navigation. */
export function followLifecycle(session: CDPSession, frameId: string): Lifecycle {
  const state = {
    loaderId: '',
    url: '',
    domReady: false,
    loaded: false,
    navigations: -1,
    isErrorPage: false,
  };
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.id !== frameId) return;
    state.loaderId = frame.loaderId;
    state.url = frame.unreachableUrl ?? frame.url;
    state.isErrorPage = frame.unreachableUrl !== undefined && frame.unreachableUrl !== '';
    state.domReady = false;
    state.loaded = false;
    state.navigations += 1;
    // The last document may still arrive, without what would lead on from it.
    if (state.navigations === NAVIGATIONS_MAX)
      void session.send('Emulation.setScriptExecutionDisabled', { value: true }).catch(() => {});
  });
  session.on('Page.lifecycleEvent', ({ frameId: id, loaderId, name }) => {
    if (id !== frameId || loaderId !== state.loaderId) return;
    if (name === 'DOMContentLoaded') {
      state.domReady = true;
      // It has its words; a page that says of itself where to go on to is kept from that.
      if (state.navigations >= NAVIGATIONS_MAX) void session.send('Page.stopLoading').catch(() => {});
    }
    if (name === 'load') state.loaded = true;
  });
  // A page that sent the frame to a download never sees its own load event.
  session.on('Page.frameStoppedLoading', ({ frameId: id }) => {
    if (id !== frameId || state.loaderId === '') return;
    state.domReady = true;
    state.loaded = true;
  });
  return state;
}

/** What came of asking for the address: committed, failed with Chromium's error text, or no answer in time. */
export type Arrival =
  | { readonly kind: 'committed' | 'timeout' }
  | { readonly kind: 'failed'; readonly errorText: string };

/** Asks for an address and waits until the answer's head is there and its document stands in the frame. */
export async function navigate(session: CDPSession, url: string, deadline: Deadline): Promise<Arrival> {
  const answer = await before(
    deadline,
    session.send(
      'Page.navigate',
      { url, transitionType: 'typed' },
      { timeout: Math.ceil(deadline.left()) + 1000 },
    ),
  );
  if (!answer) return { kind: 'timeout' };
  if (answer.errorText) return { kind: 'failed', errorText: answer.errorText };
  return { kind: 'committed' };
}
