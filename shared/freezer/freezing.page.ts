import type { Dom } from './dom.page.ts';
import type { FrameTexts, FrozenFrame, FrozenPart } from './frozen-frame.ts';

/** What is added to an element's own attributes and surroundings when it is written. */
export type Extra = { style: string; is: string[]; id: string; before: string; attributes: string };

/** A part of a text node that is painted over; a higher layer lies over a lower one. */
export type Painted = {
  readonly start: number;
  readonly end: number;
  readonly css: string;
  readonly layer: number;
};

/** The state of one frame's serialisation, handed from function to function. */
export type Freezing = {
  readonly dom: Dom;
  readonly base: string;
  readonly quirks: boolean;
  /** Attributes kept under another name, because sheets select by them. */
  readonly asked: ReadonlySet<string>;
  readonly texts: FrameTexts;
  /** Whether pictures of elements can be taken from outside. */
  readonly takesPictures: boolean;
  readonly parts: FrozenPart[];
  readonly extras: Map<Element, Extra>;
  /** CSS added to a root for what no attribute can say. */
  readonly rootCss: Map<Document | ShadowRoot, string>;
  /** Painted ranges of each text node. */
  readonly highlights: Map<Text, Painted[]>;
  readonly canvases: Map<Element, string>;
  /** What lies in the top layer, the lowest first. */
  readonly topLayer: readonly Element[];
  /** Top-layer elements that their ancestors would clip or move; they are written at the end of the body. */
  readonly portals: Set<Element>;
  readonly frames: Element[];
  readonly shots: Element[];
  readonly sprites: Map<string, Document>;
  readonly wantedSymbols: Map<Document | ShadowRoot, Map<string, { symbol: Element; prefix: string }>>;
  readonly omissions: FrozenFrame['omissions'];
  nodes: number;
};

export function extraOf(freezing: Freezing, element: Element): Extra {
  let extra = freezing.extras.get(element);
  if (!extra) {
    extra = { style: '', is: [], id: '', before: '', attributes: '' };
    freezing.extras.set(element, extra);
  }
  return extra;
}

/** Adds finished markup; neighbours are joined so that the result crosses to the other side as few strings. */
export function write(freezing: Freezing, text: string): void {
  const { parts } = freezing;
  const last = parts.length - 1;
  // Ropes are cheap up to a size; one string of megabytes would be flattened again and again.
  if (typeof parts[last] === 'string' && (parts[last] as string).length < 65_536) parts[last] += text;
  else parts.push(text);
}
