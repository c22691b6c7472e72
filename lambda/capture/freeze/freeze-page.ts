import type { FrameTexts, FrozenFrame } from '@stillpage/shared/freezer/frozen-frame.ts';
import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { ReceivedBytes } from '../contract.ts';
import type { CapturedPage } from '../page/captured-page.ts';
import { assembleFrame } from './assemble-frame.ts';
import { findClosedRoots } from './closed-roots.ts';
import { elementShots, type Placement } from './element-shots.ts';
import {
  callFreezer,
  childFrameIds,
  type FrameWorld,
  type FrameWorlds,
  openFrameWorlds,
  timed,
} from './frame-worlds.ts';
import { orderTopLayers } from './order-top-layers.ts';
import { paintPictures } from './paint-pictures.ts';
import { registeredProperties } from './registered-properties.ts';
import { createResources, type Resources } from './resources.ts';
import { breachOf } from './seal-check.ts';
import { FRAME_HEAD, stillHead, withDigest } from './still-head.ts';
import { transitionPicture } from './transition-picture.ts';

/** Largest still when the caller names no other, in bytes. */
const STILL_MAX_BYTES = 64 * 1024 * 1024;
/** Parts of the size limit that resources may fill when the first attempt came out too large. */
const SMALLER_PARTS = [0.3, 0.05, 0] as const;
/** Longest sheet that is compared in the page with what script made of it, in characters. */
const COMPARED_SHEET_MAX = 2_000_000;
/** Frames one inside the other. */
const MAX_FRAME_DEPTH = 12;

export type FreezeOptions = {
  readonly signal?: AbortSignal;
  readonly sourceUrl: string;
  readonly httpStatus?: number;
  readonly capturedAt: Date;
  /** Its version. */
  readonly chromium?: string;
  /** The consent manager whose banner was answered before. */
  readonly consent?: string;
  /** Largest still, in bytes. */
  readonly maxStillBytes?: number;
  /**
   * Called with the page's own document once the page has been read and its script still stands, while the still is
   * put together: pictures taken now show the same moment. What it returns is waited for before the freezer moves the
   * viewport itself.
   */
  readonly onRead?: (main: FrozenFrame) => Promise<unknown>;
};

export type FrozenPage = {
  readonly html: string;
  readonly omissions: Omission[];
  readonly title: string;
  readonly language?: string;
  /** DOM nodes walked, all frames together. */
  readonly nodes: number;
  /** Milliseconds spent in each step. */
  readonly timings: Record<string, number>;
};

/**
 * Turns a settled page into one self-contained, script-free HTML file. Page script is stopped while it works.
 * Throws when the main frame does not answer and when `signal` aborts; whatever else is missing is an omission.
 */
export async function freezePage(
  page: CapturedPage,
  received: ReceivedBytes,
  options: FreezeOptions,
): Promise<FrozenPage> {
  const { signal } = options;
  const timings: Record<string, number> = {};
  const clock = stopwatch(timings);
  const resources = createResources(received, options.maxStillBytes ?? STILL_MAX_BYTES);
  const worlds = await openFrameWorlds(page);
  try {
    clock('worlds');
    await findClosedRoots(worlds);
    clock('closedRoots');
    signal?.throwIfAborted();
    const needs = new Map<FrameWorld, { texts: FrameTexts; topLayer: number }>();
    await Promise.all(
      [...worlds.byId.values()].map(async (world) =>
        needs.set(world, await prepare(world, worlds, resources)),
      ),
    );
    await orderTopLayers([...needs].filter(([, { topLayer }]) => topLayer > 1).map(([world]) => world));
    clock('prepare');
    signal?.throwIfAborted();
    await allowScript(worlds, false);
    const frozen = new Map<FrameWorld, FrozenFrame>();
    const serialise = async (world: FrameWorld) => {
      const texts = needs.get(world)?.texts ?? {};
      const frame = await callFreezer(world, 'serialise', texts, true).catch((cause: unknown) => {
        if (world === worlds.main) throw new Error(`the page could not be serialised: ${cause}`, { cause });
        resources.omit({ what: world.url, kind: 'frame', reason: 'unreadable' });
      });
      if (frame) frozen.set(world, frame);
    };
    await Promise.all([...worlds.byId.values()].map(serialise));
    const painted = frozen.get(worlds.main)?.painted ?? 0;
    if (painted > 0) {
      // Only script draws these; the page runs on for the moment that their pictures take, and is read anew.
      await allowScript(worlds, true);
      const pictures = await paintPictures(worlds.main, painted).catch(() => ({}));
      needs.set(worlds.main, { topLayer: 0, texts: { ...needs.get(worlds.main)?.texts, ...pictures } });
      await allowScript(worlds, false);
      await serialise(worlds.main);
    }
    const typed = new Map<FrameWorld, string>();
    for (const [world, frame] of frozen) {
      const rules = frame.typed.length > 0 ? await registeredProperties(world) : '';
      if (rules) typed.set(world, `<style>${rules}</style>`);
    }
    clock('serialise');
    signal?.throwIfAborted();
    const main = frozen.get(worlds.main);
    const pictured = main && options.onRead?.(main);
    pictured?.catch(() => {});
    const shot = elementShots(pictured);
    let using = resources;
    const finish = async (
      placement: Placement,
      depth: number,
    ): Promise<{ html: string; quirks: boolean } | undefined> => {
      const frame = frozen.get(placement.world);
      if (!frame || depth > MAX_FRAME_DEPTH) return undefined;
      for (const { what, kind } of frame.omissions) using.omit({ what, kind, reason: 'unsupported' });
      const children = await childFrameIds(placement.world, frame.frames).catch(() => []);
      const html = await assembleFrame(frame, {
        resources: using,
        head:
          (depth === 0 ? stillHead(options, worlds.main.url) : FRAME_HEAD) +
          (typed.get(placement.world) ?? ''),
        frame: async (index) => {
          const world = worlds.byId.get(children[index] ?? '');
          // The browser's own page about a frame that failed: shown as it was, and named.
          if (world?.url.startsWith('chrome-error:')) {
            using.omit({
              what: `frame ${index + 1} of ${placement.world.url}`,
              kind: 'frame',
              reason: 'connection-failed',
            });
          }
          return world && (await finish({ world, above: { placement, index } }, depth + 1));
        },
        shot: (index) => shot(placement, index),
      });
      const breach = breachOf(html);
      if (breach === undefined) return { html, quirks: frame.quirks };
      if (depth === 0) throw new Error(`the still would not be sealed: ${breach}`);
      using.omit({ what: placement.world.url, kind: 'frame', reason: 'unsupported' });
      return undefined;
    };
    const maxBytes = options.maxStillBytes ?? STILL_MAX_BYTES;
    let still = await finish({ world: worlds.main }, 0);
    for (const part of SMALLER_PARTS) {
      if (!still || Buffer.byteLength(still.html) <= maxBytes) break;
      // Pictures repeated in many places outgrow what they were counted as: again, with less of them.
      using = createResources(received, maxBytes * part);
      using.omit({ what: options.sourceUrl, kind: 'content', reason: 'too-large' });
      still = await finish({ world: worlds.main }, 0);
    }
    clock('assemble');
    signal?.throwIfAborted();
    if (!still || !main) throw new Error('the page could not be serialised');
    const nodes = [...frozen.values()].reduce((sum, frame) => sum + frame.nodes, 0);
    return {
      html: withDigest(still.html),
      omissions: using.omissions,
      title: main.title,
      ...(main.language ? { language: main.language } : {}),
      nodes,
      timings,
    };
  } finally {
    await allowScript(worlds, true);
    await worlds.close();
  }
}

/** Stops or resumes the page's own script in every process; our worlds are not bound by it. */
async function allowScript(worlds: FrameWorlds, value: boolean): Promise<void> {
  await Promise.all(
    worlds.sessions.map((session) =>
      timed(session.send('Emulation.setScriptExecutionDisabled', { value: !value })).catch(() => {}),
    ),
  );
}

/** Lets a frame say what it needs to be serialised, and gets the texts. */
async function prepare(
  world: FrameWorld,
  { main }: FrameWorlds,
  resources: Resources,
): Promise<{ texts: FrameTexts; topLayer: number }> {
  const nothing = { sheets: [], sprites: [], transition: false, topLayer: 0 };
  const needs = await callFreezer(world, 'prepare').catch(() => nothing);
  const texts: Record<string, string | false> = {};
  if (needs.transition && world === main) Object.assign(texts, await transitionPicture(world));
  await Promise.all([
    ...needs.sheets.map(async (url) => {
      const text = await resources.text(url, 'stylesheet', 'utf-8');
      if (text !== undefined) texts[url] = text.length <= COMPARED_SHEET_MAX && text;
    }),
    ...needs.sprites.map(async (url) => {
      const text = await resources.text(url, 'image', 'utf-8');
      if (text !== undefined) texts[url] = text;
    }),
  ]);
  return { texts, topLayer: needs.topLayer };
}

/** Writes how long each step took since the one before. */
function stopwatch(timings: Record<string, number>): (step: string) => void {
  let last = performance.now();
  return (step) => {
    const now = performance.now();
    timings[step] = Math.round(now - last);
    last = now;
  };
}
