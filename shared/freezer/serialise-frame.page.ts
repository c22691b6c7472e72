import { noteAskedAttributes } from './asked-attributes.page.ts';
import { prefersDark } from './colour-scheme.page.ts';
import { type Dom, makeDom, possibleHosts, rootsOf } from './dom.page.ts';
import type { Freezing } from './freezing.page.ts';
import type { FrameNeeds, FrameTexts, FrozenFrame } from './frozen-frame.ts';
import { notePageState } from './page-state.page.ts';
import { type Box, notePainted, paintedElements, showAgain, showOnlyBackground } from './painted.page.ts';
import { readCanvases } from './pictures.page.ts';
import { eachSheetText } from './sheet-texts.page.ts';
import { noteSkippedContent } from './skipped-content.page.ts';
import { withoutFragment } from './style-sheets.page.ts';
import { topLayerElements } from './top-layer.page.ts';
import { noteDeclaredProperties, scriptTypedProperties } from './typed-properties.page.ts';
import { inViewTransition } from './view-transition.page.ts';
import { writeDocument } from './write-document.page.ts';

/**
 * The page side of the freezer, for one frame. It runs in an isolated world of a headless page and in a content
 * script alike: `prepare` first, while the page still runs, then `serialise`, which is synchronous so that it sees
 * one moment of the page.
 */
export type FrameFreezer = {
  /** Hands in a shadow root that only the debugger can see. */
  addClosedRoot(root: ShadowRoot): void;
  /** Elements that may hold a shadow root nobody handed in yet; each is named once. */
  countPossibleHosts(): number;
  possibleHosts(): Element[];
  prepare(): Promise<FrameNeeds>;
  /** `takesPictures` says whether the other side can take pictures of elements. */
  serialise(texts: FrameTexts, takesPictures?: boolean): FrozenFrame;
  /** Elements in the top layer, in the order of the page. */
  topLayer(): Element[];
  /** Says in which order those lie, the lowest first, by their index. */
  orderTopLayer(order: readonly number[]): void;
  /** Leaves only the background of a painted element to be seen; its place in the window. */
  showOnlyBackground(index: number): Box | undefined;
  showAgain(index: number): void;
  /** Elements of the last result's `frame` and `shot` parts, by their index. */
  framesAndShots(): { frames: Element[]; shots: Element[] };
};

export function makeFrameFreezer(): FrameFreezer {
  const dom = makeDom();
  let canvases = new Map<Element, string>();
  let frames: Element[] = [];
  let shots: Element[] = [];
  let hosts: Element[] = [];
  let painted: Element[] = [];
  let topLayer: Element[] = [];
  let lowestFirst: Element[] = [];
  const asked = new WeakSet<Element>();
  return {
    addClosedRoot: (root) => {
      if (root instanceof ShadowRoot) dom.closed.set(root.host, root);
    },
    countPossibleHosts: () => {
      hosts = possibleHosts(dom, asked);
      return hosts.length;
    },
    possibleHosts: () => hosts,
    prepare: async () => {
      topLayer = topLayerElements(dom, rootsOf(dom));
      const needs = frameNeeds(dom, topLayer.length);
      canvases = await readCanvases(
        rootsOf(dom).flatMap((root) => dom.all(root, 'canvas') as HTMLCanvasElement[]),
      );
      return needs;
    },
    topLayer: () => topLayer,
    orderTopLayer: (order) => {
      lowestFirst = order.flatMap((index) => topLayer[index] ?? []);
    },
    serialise: (texts, takesPictures = false) => {
      const roots = rootsOf(dom);
      const asked = new Set<string>();
      const declared = new Set<string>();
      let skipping = false;
      let painting = dom.all(document, '[style*="paint("]').length > 0;
      eachSheetText(dom, texts, roots, (text) => {
        noteAskedAttributes(text, asked);
        noteDeclaredProperties(text, declared);
        skipping ||= text.includes('content-visibility');
        painting ||= text.includes('paint(');
      });
      // What came since lies above the rest.
      const place = (element: Element) => lowestFirst.indexOf(element) + 1 || Number.POSITIVE_INFINITY;
      const layers = topLayerElements(dom, roots).sort((one, two) => place(one) - place(two) || 0);
      const freezing = newFreezing(dom, texts, takesPictures, canvases, asked, layers);
      notePageState(freezing, roots);
      if (skipping) noteSkippedContent(freezing, roots);
      painted = painting && 'paintWorklet' in CSS ? paintedElements(dom) : [];
      notePainted(freezing, painted);
      writeDocument(freezing);
      ({ frames, shots } = freezing);
      return {
        parts: freezing.parts,
        title: dom.title(document) ?? '',
        language:
          dom.attribute(dom.documentElement(document) ?? document.createElement('html'), 'lang') ?? '',
        nodes: freezing.nodes,
        quirks: freezing.quirks,
        dark: prefersDark(),
        url: withoutFragment(location.href),
        charset: dom.characterSet(document),
        marks: [
          ...new Set([...freezing.extras.values()].flatMap((extra) => extra.is)),
          ...[...freezing.asked].map((name) => `sp-a-${name}`),
        ],
        typed: scriptTypedProperties(declared),
        painted: painted.length,
        frames: frames.length,
        shots: shots.length,
        omissions: freezing.omissions,
      };
    },
    showOnlyBackground: (index) => painted[index] && showOnlyBackground(painted[index]),
    showAgain: (index) => {
      if (painted[index]) showAgain(painted[index]);
    },
    framesAndShots: () => ({ frames, shots }),
  };
}

/** Sheets whose source decides whether script changed them, and SVG files that `use` refers to. */
function frameNeeds(dom: Dom, topLayer: number): FrameNeeds {
  const sheets = new Set<string>();
  const sprites = new Set<string>();
  for (const root of rootsOf(dom)) {
    for (const link of dom.all(root, 'link')) {
      const { sheet } = link as HTMLLinkElement;
      if (sheet?.href) sheets.add(withoutFragment(sheet.href));
    }
    for (const use of dom.all(root, 'use')) {
      const value = (dom.attribute(use, 'href') ?? dom.attribute(use, 'xlink:href') ?? '').trim();
      if (value === '' || value.startsWith('#')) continue;
      try {
        const url = new URL(value, dom.baseUri(document)).href;
        if (/^https?:/.test(url)) sprites.add(withoutFragment(url));
      } catch {
        // Not an address: it draws nothing.
      }
    }
  }
  return { sheets: [...sheets], sprites: [...sprites], transition: inViewTransition(dom), topLayer };
}

function newFreezing(
  dom: Dom,
  texts: FrameTexts,
  takesPictures: boolean,
  canvases: Map<Element, string>,
  asked: ReadonlySet<string>,
  topLayer: readonly Element[],
): Freezing {
  const sprites = new Map<string, Document>();
  for (const [url, text] of Object.entries(texts)) {
    if (text !== false && /^\s*(<\?xml|<!--|<!doctype svg|<svg)/i.test(text)) {
      sprites.set(url, new DOMParser().parseFromString(text, 'image/svg+xml'));
    }
  }
  return {
    dom,
    base: dom.baseUri(document),
    quirks: dom.compatMode(document) === 'BackCompat',
    asked,
    texts,
    takesPictures,
    parts: [],
    extras: new Map(),
    rootCss: new Map(),
    highlights: new Map(),
    canvases,
    topLayer,
    portals: new Set(),
    frames: [],
    shots: [],
    sprites,
    wantedSymbols: new Map(),
    omissions: [],
    nodes: 0,
  };
}
