/**
 * What the page side hands over for one frame: HTML in parts. A string is finished markup; every other part is
 * something that only the side with the bytes can finish. The page side has escaped all text and every attribute,
 * so in the joined result each `<` begins a tag the freezer chose.
 */
export type FrozenPart =
  | string
  /** The place of what the other side puts first into `<head>`. */
  | { readonly part: 'head' }
  /** One attribute whose value is a resource: ` name="data:..."`, or ` name="<missing>"` when there are no bytes. */
  | {
      readonly part: 'resource';
      readonly name: string;
      readonly url: string;
      readonly use: 'image' | 'media' | 'icon';
      readonly missing: string;
      /** Pixels for each CSS pixel of the chosen srcset candidate; written as a srcset when it is not 1. */
      readonly density?: number;
      /** Whether sheets of the document style the element: it is in no shadow tree. */
      readonly reachable?: boolean;
    }
  /** CSS text: as the content of a `style` element (of HTML or SVG), or as the value of a `style` attribute. */
  | {
      readonly part: 'css';
      readonly text: string;
      readonly base: string;
      readonly place: 'sheet' | 'svg-sheet' | 'attribute';
    }
  /** A linked sheet, by its address, as the content of a `style` element. */
  | { readonly part: 'linked-sheet'; readonly url: string }
  /** The document of a child frame, as an attribute; `index` counts this frame's child frames. */
  | { readonly part: 'frame'; readonly index: number; readonly as: 'srcdoc' | 'src' }
  /** A picture of an element that cannot be read from inside, as an attribute; `index` counts them. */
  | { readonly part: 'shot'; readonly index: number; readonly name: string };

export type FrozenFrame = {
  readonly parts: FrozenPart[];
  readonly title: string;
  readonly language: string;
  readonly nodes: number;
  /** `BackCompat` documents need a frame that can be in quirks mode. */
  readonly quirks: boolean;
  /** Seen by somebody who prefers dark pages. */
  readonly dark: boolean;
  /** Address of the document itself, which `url()` in any of its sheets may name. */
  readonly url: string;
  readonly charset: string;
  /**
   * States in `sp-is` attributes, and attributes kept under another name (`sp-a-href`); selectors for these, and only
   * these, have to learn about them.
   */
  readonly marks: string[];
  /** Custom properties that script gave a type (`CSS.registerProperty`). */
  readonly typed: string[];
  /** Elements whose background only script can draw (`paint(...)`). */
  readonly painted: number;
  readonly frames: number;
  readonly shots: number;
  /** Things left out on purpose or because they could not be read. */
  readonly omissions: Array<{ what: string; kind: 'frame' | 'media' | 'object' | 'content' | 'image' }>;
};

/** What a frame needs to be told before it can be serialised, by address. */
export type FrameNeeds = {
  readonly sheets: string[];
  readonly sprites: string[];
  /** A view transition is on its way: what is seen is no element, and only a picture can keep it. */
  readonly transition: boolean;
  /** Elements in the top layer; their order is known to the debugger alone. */
  readonly topLayer: number;
};

/**
 * The texts asked for by `FrameNeeds`, decoded; addresses without a body are not in it. `false` is one that is there
 * and too large to be handed into the page.
 */
export type FrameTexts = { readonly [url: string]: string | false };
