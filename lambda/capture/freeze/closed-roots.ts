import { callFreezer, describeElements, type FrameWorld, type FrameWorlds, timed } from './frame-worlds.ts';

/** Elements asked one by one in a frame; with more of them one snapshot of everything is cheaper. */
const MAX_ASKED = 300;
/** Closed roots inside closed roots. */
const MAX_ROUNDS = 6;

/**
 * Hands every closed shadow root to the world of its document; only the debugger can see into them. The page side
 * names the elements that may have one, so a page without any pays for a walk and no more (a snapshot of 20,000
 * nodes costs 200 ms).
 */
export async function findClosedRoots(worlds: FrameWorlds): Promise<void> {
  const crowded = new Set<FrameWorld>();
  await Promise.all(
    [...worlds.byId.values()].map(async (world) => {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const count = await callFreezer(world, 'countPossibleHosts').catch(() => 0);
        if (count === 0) return;
        if (count > MAX_ASKED) {
          crowded.add(world);
          return;
        }
        const nodes = await describeElements(world, 'stillpageFreezer.possibleHosts()').catch(() => []);
        const roots = nodes.flatMap((node) => node.shadowRoots ?? []);
        const closed = roots.filter((root) => root.shadowRootType === 'closed');
        if (closed.length === 0) return;
        await Promise.all(closed.map((root) => addClosedRoot(world, root.backendNodeId).catch(() => {})));
      }
    }),
  );
  if (crowded.size > 0) await findInSnapshots(worlds, crowded);
}

/** Closed roots looked up in one process; pages with more of them are components all the way down. */
const MAX_CLOSED_LOOKUPS = 3_000;

/** A snapshot says of each node which kind of root it is in; one child of each parent is enough to find the root. */
async function findInSnapshots(worlds: FrameWorlds, crowded: ReadonlySet<FrameWorld>): Promise<void> {
  const sessions = new Set([...crowded].map((world) => world.session));
  await Promise.all(
    [...sessions].map(async (session) => {
      const snapshot = await timed(session.send('DOMSnapshot.captureSnapshot', { computedStyles: [] })).catch(
        () => undefined,
      );
      for (const document of snapshot?.documents ?? []) {
        const { shadowRootType, backendNodeId, parentIndex } = document.nodes;
        const world = worlds.byId.get(snapshot?.strings[document.frameId] ?? '');
        if (!world || !shadowRootType || !backendNodeId || !parentIndex) continue;
        const parents = new Set<number>();
        const nodes: number[] = [];
        for (const [at, index] of shadowRootType.index.entries()) {
          const parent = parentIndex[index] ?? -1;
          const closed = snapshot?.strings[shadowRootType.value[at] ?? -1] === 'closed';
          if (!closed || parents.has(parent) || nodes.length >= MAX_CLOSED_LOOKUPS) continue;
          parents.add(parent);
          nodes.push(backendNodeId[index] ?? 0);
        }
        await Promise.all(nodes.map((node) => addClosedRoot(world, node).catch(() => {})));
      }
    }),
  );
}

async function addClosedRoot(world: FrameWorld, backendNodeId: number): Promise<void> {
  const { object } = await world.session.send('DOM.resolveNode', {
    backendNodeId,
    executionContextId: world.contextId,
  });
  if (!object.objectId) return;
  await world.session.send('Runtime.callFunctionOn', {
    objectId: object.objectId,
    functionDeclaration: 'function () { stillpageFreezer.addClosedRoot(this.getRootNode()) }',
  });
}
