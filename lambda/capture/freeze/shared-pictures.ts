import { randomBytes } from 'node:crypto';

/** Smaller pictures are repeated: a custom property and its uses would be as long. In characters of the address. */
const SHARED_MIN_LENGTH = 1_000;
/** Chromium substitutes up to 2 MB into a property; longer pictures are repeated. In characters. */
const SHARED_MAX_LENGTH = 1_500_000;

/** Loads at once and well: an image that fails to load also loses the size its attributes give it. */
const STAND_IN = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

/**
 * Pictures of one document, each held once however often sheets and images show it. While the document is put
 * together a mark stands for each; at the end a picture used once is put where its mark is, and one used often
 * becomes a custom property of the root element, which reaches into shadow trees too.
 */
export type SharedPictures = {
  /** The text for a declaration, in a sheet or a `style` attribute. */
  inCss(data: string): string;
  /** The text of an image's attributes; `reachable` when the document's own sheets style it. */
  inImage(data: string, reachable: boolean): string;
  /** Puts the pictures into a finished document. */
  resolve(html: string): string;
};

export function createSharedPictures(): SharedPictures {
  // Nobody can write a mark into a page beforehand.
  const nonce = randomBytes(9).toString('hex');
  const numbers = new Map<string, number>();
  const pictures: string[] = [];
  const numberOf = (data: string) => {
    let number = numbers.get(data);
    if (number === undefined) {
      number = pictures.push(data) - 1;
      numbers.set(data, number);
    }
    return number;
  };
  const sharable = (data: string) =>
    data.length >= SHARED_MIN_LENGTH &&
    data.length <= SHARED_MAX_LENGTH &&
    /^data:[\w/+.;=-]+,[\w+/=]*$/.test(data);
  return {
    inCss: (data) => (sharable(data) ? `sp-css-${nonce}-${numberOf(data)}-` : `url("${data}")`),
    inImage: (data, reachable) =>
      reachable && sharable(data) ? ` sp-img-${nonce}-${numberOf(data)}-` : ` src="${data}"`,
    resolve: (html) => {
      if (pictures.length === 0) return html;
      const marks = new RegExp(`(sp-css| sp-img)-${nonce}-(\\d+)-`, 'g');
      const uses = new Map<string, number>();
      for (const [, , number = ''] of html.matchAll(marks)) uses.set(number, (uses.get(number) ?? 0) + 1);
      const often = [...uses].filter(([, count]) => count > 1).map(([number]) => number);
      const rules = often
        .map((number) => `[sp-img="${number}"]{content:var(--sp-${number})!important}`)
        .join('');
      const properties = often.map((number) => `--sp-${number}:url(${pictures[Number(number)]});`).join('');
      const sheet = often.length > 0 ? `<style>:root{${properties}}${rules}</style>` : '';
      const text = html.replace(marks, (_, kind: string, number: string) => {
        const shared = (uses.get(number) ?? 0) > 1;
        if (kind === 'sp-css') return shared ? `var(--sp-${number})` : `url(${pictures[Number(number)]})`;
        return shared ? ` sp-img="${number}" src="${STAND_IN}"` : ` src="${pictures[Number(number)]}"`;
      });
      // The last sheet of the head: what it declares is !important or nobody else's name.
      return sheet ? text.replace('</head>', () => `${sheet}</head>`) : text;
    },
  };
}
