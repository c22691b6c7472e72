import type { CDPSession } from 'puppeteer-core';
import { callFreezer, describeElements, type FrameWorld, timed } from './frame-worlds.ts';

/** Tells frames in which order their dialogs and popovers lie over each other; without an answer it stays that of the page. */
export async function orderTopLayers(worlds: readonly FrameWorld[]): Promise<void> {
  const lowestFirst = new Map<CDPSession, number[]>();
  for (const world of worlds) {
    const { session } = world;
    const order = lowestFirst.get(session) ?? (await topLayerOf(session).catch(() => []));
    lowestFirst.set(session, order);
    const nodes = await describeElements(world, 'stillpageFreezer.topLayer()').catch(() => []);
    const ids = nodes.map(({ backendNodeId }) => backendNodeId);
    const indexes = order.flatMap((id) => (ids.includes(id) ? [ids.indexOf(id)] : []));
    await callFreezer(world, 'orderTopLayer', indexes).catch(() => {});
  }
}

/** Backend ids of what lies in the top layers of all documents of a process, the lowest first. */
async function topLayerOf(session: CDPSession): Promise<number[]> {
  try {
    await session.send('DOM.enable');
    await session.send('DOM.getDocument', { depth: 0 });
    const { nodeIds } = await timed(session.send('DOM.getTopLayerElements'));
    const nodes = await Promise.all(nodeIds.map((nodeId) => session.send('DOM.describeNode', { nodeId })));
    return nodes.map(({ node }) => node.backendNodeId);
  } finally {
    await session.send('DOM.disable').catch(() => {});
  }
}
