import type { FrameFreezer } from '@stillpage/shared/freezer/serialise-frame.page.ts';
import type { CDPSession, Protocol } from 'puppeteer-core';
import type { CapturedPage } from '../page/captured-page.ts';
import { pageScript } from './page-script.ts';

/** Frames of one page that are frozen; more are left empty. */
const MAX_FRAMES = 200;
/** One call into a frame, in milliseconds; a frame whose script never ends must not hold the others. */
const CALL_TIMEOUT_MS = 10_000;

/** One frame and the isolated world in it that holds the freezer. */
export type FrameWorld = {
  readonly frameId: string;
  readonly url: string;
  readonly session: CDPSession;
  readonly contextId: number;
};

export type FrameWorlds = {
  readonly main: FrameWorld;
  readonly byId: ReadonlyMap<string, FrameWorld>;
  readonly sessions: readonly CDPSession[];
  close(): Promise<void>;
};

/** Opens a world of our own in every frame, those of other processes included. */
export async function openFrameWorlds(page: CapturedPage): Promise<FrameWorlds> {
  const root = await page.createCDPSession();
  const sessions: CDPSession[] = [root];
  const attach = async (session: CDPSession): Promise<void> => {
    const children: CDPSession[] = [];
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const child = session.connection()?.session(sessionId);
      if (child && targetInfo.type === 'iframe') children.push(child);
    });
    await session
      .send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true })
      .catch(() => {});
    sessions.push(...children);
    await Promise.all(children.map(attach));
  };
  await attach(root);
  const byId = new Map<string, FrameWorld>();
  await Promise.all(
    sessions.map(async (session) => {
      const tree = await timed(session.send('Page.getFrameTree')).catch(() => undefined);
      const frames = tree ? framesOf(tree.frameTree) : [];
      await Promise.all(
        frames.map(async (frame) => {
          if (byId.size >= MAX_FRAMES) return;
          const world = await openWorld(session, frame).catch(() => undefined);
          if (world) byId.set(frame.id, world);
        }),
      );
    }),
  );
  const { frameTree } = await timed(root.send('Page.getFrameTree'));
  const main = byId.get(frameTree.frame.id);
  if (!main) throw new Error('the page does not answer');
  return { main, byId, sessions, close: () => root.detach().catch(() => {}) };
}

async function openWorld(session: CDPSession, frame: Protocol.Page.Frame): Promise<FrameWorld> {
  const { executionContextId: contextId } = await timed(
    session.send('Page.createIsolatedWorld', { frameId: frame.id, worldName: 'stillpage' }),
  );
  const { exceptionDetails } = await timed(
    session.send('Runtime.evaluate', { expression: pageScript(), contextId, returnByValue: true }),
  );
  if (exceptionDetails) throw new Error(describe(exceptionDetails));
  return { frameId: frame.id, url: frame.url, session, contextId };
}

/** Calls one function of a frame's freezer; its answer comes by value. */
export async function callFreezer<Name extends keyof FrameFreezer>(
  world: FrameWorld,
  name: Name,
  ...args: Parameters<FrameFreezer[Name]>
): Promise<Awaited<ReturnType<FrameFreezer[Name]>>> {
  const expression = `stillpageFreezer.${name}(${args.map((arg) => JSON.stringify(arg)).join(',')})`;
  return await evaluate<Awaited<ReturnType<FrameFreezer[Name]>>>(world, expression);
}

export async function evaluate<T>(world: FrameWorld, expression: string): Promise<T> {
  const { result, exceptionDetails } = await timed(
    world.session.send('Runtime.evaluate', {
      expression,
      contextId: world.contextId,
      returnByValue: true,
      awaitPromise: true,
    }),
  );
  if (exceptionDetails) throw new Error(describe(exceptionDetails));
  return result.value as T;
}

/** Descriptions of the elements that an expression lists in a frame. */
export async function describeElements(world: FrameWorld, expression: string): Promise<Protocol.DOM.Node[]> {
  const { session, contextId } = world;
  const { result } = await timed(session.send('Runtime.evaluate', { expression, contextId }));
  if (!result.objectId) return [];
  const { result: properties } = await session.send('Runtime.getProperties', {
    objectId: result.objectId,
    ownProperties: true,
  });
  const elements = properties.filter(({ name, value }) => /^\d+$/.test(name) && value?.objectId);
  return await Promise.all(
    elements.map(async ({ value }) => {
      const { node } = await session.send('DOM.describeNode', { objectId: value?.objectId ?? '' });
      return node;
    }),
  );
}

/** Ids of the documents in a frame's child frames, in the order of its parts. */
export async function childFrameIds(world: FrameWorld, count: number): Promise<Array<string | undefined>> {
  if (count === 0) return [];
  const nodes = await describeElements(world, 'stillpageFreezer.framesAndShots().frames');
  return nodes.map((node) => node.frameId ?? node.contentDocument?.frameId);
}

function framesOf(tree: Protocol.Page.FrameTree): Protocol.Page.Frame[] {
  return [tree.frame, ...(tree.childFrames ?? []).flatMap(framesOf)];
}

function describe(details: Protocol.Runtime.ExceptionDetails): string {
  return details.exception?.description ?? details.text;
}

/** An answer from a frame, or an error when it takes too long. */
export async function timed<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the frame does not answer')), CALL_TIMEOUT_MS);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
