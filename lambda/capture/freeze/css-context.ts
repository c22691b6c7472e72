import type { Resources } from './resources.ts';
import type { SharedPictures } from './shared-pictures.ts';

/** What the sheets of one frame are rewritten with. */
export type CssContext = {
  readonly resources: Resources;
  /** The document's, for sheets that name none. */
  readonly charset: string;
  /** Seen by somebody who prefers dark pages. */
  readonly dark: boolean;
  /** States that elements carry in `sp-is`. */
  readonly marks: ReadonlySet<string>;
  readonly pictures: SharedPictures;
  /** Address of the document without its fragment, which any of its sheets may name. */
  readonly document?: string;
  /** Addresses of the importing sheets. */
  readonly chain?: readonly string[];
};

/** Finished text, or text that waits for bytes. */
export type Segment = string | Promise<string>;
