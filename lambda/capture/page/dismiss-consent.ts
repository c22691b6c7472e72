import type { CDPSession, Protocol } from 'puppeteer-core';
import { CONSENT_ADDRESSES } from '../wall-words.ts';
import type { CapturedPage } from './captured-page.ts';
import { type ConsentScript, loadConsentScript } from './consent-script.ts';
import { before, type Deadline, pause, within } from './deadline.ts';

/** Longest for all of it, in milliseconds: a refusal with two dialogs takes about three seconds. */
const CONSENT_MS = 8000;
/** A consent manager that shows nothing for this long has nothing to ask, in milliseconds. */
const NO_POPUP_MS = 2500;
/** Frames looked into; managers use one or two. */
const FRAMES_MAX = 40;
/** How often new frames are looked for, in milliseconds: the second page of a dialog is often a frame of its own. */
const LOOK_MS = 200;
/** How long one call waits in the frame for news, in milliseconds. */
const TAKE_MS = 150;
/** Longest for one call of a manager's own function, in milliseconds; a page may have put another in its place. */
const EVAL_MS = 1000;
/** Longest for the way back to a page that an answer led away from, in milliseconds. */
const BACK_MS = 5000;
/** A frame's answers after which it says no more. */
const OVER = new Set(['nothingDetected', 'done', 'optOutSucceeded', 'optOutFailed']);

export type ConsentAnswer = {
  /** The consent manager that was answered, by the library's name for it. */
  readonly manager?: string | undefined;
  /** True when something was clicked or hidden, so that the page has to settle again. */
  readonly touched: boolean;
};

type Frame = { state: string; since: number; manager?: string };

/**
 * Answers the consent banner of a settled page, with no where that is possible. Never rejects: a page without a banner,
 * or with one that nobody knows, is left as it is.
 */
export async function dismissConsent(page: CapturedPage, deadline: Deadline): Promise<ConsentAnswer> {
  const bounded = within(deadline, CONSENT_MS);
  const found: { manager?: string | undefined; touched: boolean } = { touched: false };
  const ended = new AbortController();
  const address = page.url();
  let root: CDPSession | undefined;
  const work = async () => {
    const script = await loadConsentScript();
    root = await page.createCDPSession();
    const sessions: CDPSession[] = [];
    /** The page's own world of each frame. */
    const mainWorlds = new Map<string, number>();
    await attach(root, sessions, mainWorlds);
    const frames = new Map<string, Frame>();
    while (!bounded.signal.aborted) {
      for (const { session, frame, isMain } of await listFrames(sessions)) {
        if (frames.has(frame.id) || frames.size >= FRAMES_MAX) continue;
        const state: Frame = { state: 'new', since: performance.now() };
        frames.set(frame.id, state);
        const evalInPage = evaluatorOf(session, () => mainWorlds.get(frame.id));
        void converse(session, frame, isMain, script, state, found, evalInPage, ended.signal).catch(() => {
          // A frame that goes, or a page that loads anew, while it is being answered took the answer.
          if (state.state === 'runningOptOut' && !ended.signal.aborted) found.manager ??= state.manager;
          state.state = 'nothingDetected';
        });
      }
      if ([...frames.values()].every(isOver)) return;
      await pause(LOOK_MS, bounded.signal);
    }
  };
  await before(bounded, work()).catch(() => {});
  ended.abort();
  if (root && found.touched) await goBack(root, address, within(deadline, BACK_MS)).catch(() => {});
  await root?.detach().catch(() => {});
  return found;
}

/** Returns to the page when an answer led away from it; from a page that only asks for consent, away is where it leads. */
async function goBack(root: CDPSession, address: string, deadline: Deadline): Promise<void> {
  const tree = await before(deadline, root.send('Page.getFrameTree'));
  const now = tree && URL.parse(tree.frameTree.frame.url);
  const then = URL.parse(address);
  if (!now || !then || CONSENT_ADDRESSES.test(address)) return;
  if (now.host !== then.host || now.pathname !== then.pathname)
    await before(deadline, root.send('Page.navigate', { url: address }));
}

function isOver({ state, since }: Frame): boolean {
  return OVER.has(state) || (state === 'cmpDetected' && performance.now() - since > NO_POPUP_MS);
}

/** Follows a session's worlds and those of its frames in other processes. */
async function attach(
  session: CDPSession,
  sessions: CDPSession[],
  mainWorlds: Map<string, number>,
): Promise<void> {
  sessions.push(session);
  session.on('Runtime.executionContextCreated', ({ context }) => {
    const { isDefault, frameId } = context.auxData ?? {};
    if (isDefault) mainWorlds.set(frameId, context.id);
  });
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const child = session.connection()?.session(sessionId);
    if (child && targetInfo.type === 'iframe') void attach(child, sessions, mainWorlds).catch(() => {});
  });
  await Promise.all([
    session.send('Runtime.enable'),
    session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }),
  ]);
}

type Listed = {
  readonly session: CDPSession;
  readonly frame: Protocol.Page.Frame;
  readonly isMain: boolean;
};

async function listFrames(sessions: readonly CDPSession[]): Promise<Listed[]> {
  const trees = await Promise.all(
    sessions.map(async (session, index) => {
      const tree = await session.send('Page.getFrameTree').catch(() => undefined);
      const list = (branch: Protocol.Page.FrameTree, isMain: boolean): Listed[] => [
        { session, frame: branch.frame, isMain },
        ...(branch.childFrames ?? []).flatMap((child) => list(child, false)),
      ];
      return tree ? list(tree.frameTree, index === 0) : [];
    }),
  );
  return trees.flat();
}

/** Runs the library in one frame and answers what it asks until the signal aborts or it has nothing more to say. */
async function converse(
  session: CDPSession,
  frame: Protocol.Page.Frame,
  isMain: boolean,
  script: ConsentScript,
  state: Frame,
  found: { manager?: string | undefined; touched: boolean },
  evalInPage: (code: string) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frame.id,
    worldName: 'stillpage-consent',
  });
  const run = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await run(script.source);
  while (!signal.aborted && !isOver(state)) {
    const messages = (await run(`stillpageConsent.take(${TAKE_MS})`)) as readonly Message[];
    for (const message of messages) {
      if (message.type === 'init')
        await run(`stillpageConsent.give(${JSON.stringify(script.answerTo(frame.url, isMain))})`);
      else if (message.type === 'eval') {
        const result = await evalInPage(message.code).catch(() => false);
        await run(`stillpageConsent.give(${JSON.stringify({ type: 'evalResp', id: message.id, result })})`);
      } else if (message.type === 'report') {
        if (state.state !== message.state.lifecycle) state.since = performance.now();
        state.state = message.state.lifecycle;
      } else if (message.type === 'popupFound') {
        found.touched = true;
        state.manager = message.cmp;
      } else if (message.type === 'optOutResult' && message.result) found.manager ??= message.cmp;
    }
  }
}

type Message =
  | { readonly type: 'init' }
  | { readonly type: 'eval'; readonly id: string; readonly code: string }
  | { readonly type: 'report'; readonly state: { readonly lifecycle: string } }
  | { readonly type: 'popupFound'; readonly cmp: string }
  | { readonly type: 'optOutResult'; readonly cmp: string; readonly result: boolean };

/** Some managers are answered through a function of their own, which only the page's world has. */
function evaluatorOf(
  session: CDPSession,
  worldOf: () => number | undefined,
): (code: string) => Promise<unknown> {
  return async (code) => {
    const contextId = worldOf();
    if (contextId === undefined) throw new Error('The frame has no world.');
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: code,
      contextId,
      returnByValue: true,
      awaitPromise: true,
      userGesture: true,
      timeout: EVAL_MS,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  };
}
