import type { CDPSession } from 'puppeteer-core';

/** Named in the protocol only; a page cannot see it. */
const WORLD_NAME = 'stillpage';

/** Runs functions in a frame beside the page's own script: prototypes a page has changed do not reach it. */
export type IsolatedWorld = {
  /** The function's source is sent over, so it may use nothing but its arguments. Rejects when it throws. */
  run<A extends readonly unknown[], R>(body: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
};

/** A world in the frame's present document; it ends with the document. */
export async function createIsolatedWorld(session: CDPSession, frameId: string): Promise<IsolatedWorld> {
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId,
    worldName: WORLD_NAME,
  });
  return {
    async run(body, ...args) {
      const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
        functionDeclaration: String(body),
        executionContextId,
        arguments: args.map((value) => ({ value })),
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
  };
}

/** A world in the page's own document, whatever frames it has. */
export async function createPageWorld(session: CDPSession): Promise<IsolatedWorld> {
  const { frameTree } = await session.send('Page.getFrameTree');
  return await createIsolatedWorld(session, frameTree.frame.id);
}
