/** What can be told of a page's looks without drawing it. */
export type PageLooks = {
  /** The same for as long as the page looks the same; empty when it may change its looks without any of this. */
  readonly mark: string;
  /** How much of the page is covered by pictures of some size, from 0 to 1. */
  readonly pictured: number;
};

/**
 * Reads what makes up a page's looks: its markup, where each element stands and how large it is, what is scrolled,
 * entered, chosen and loaded. A page with canvases, films, other documents, components or motion has no mark. Colours
 * that script changes in a rule of a sheet that is there already are not seen. Self-contained.
 */
export function readLooks(): PageLooks {
  const mostLetters = 4_000_000;
  const mostElements = 50_000;
  const smallestPicture = 150;
  const drawsItself =
    'canvas,video,iframe,frame,object,embed,animate,animateTransform,animateMotion,set,marquee';
  const root = document.documentElement;
  const elements = Array.from(root.querySelectorAll<HTMLElement>('*'));
  const pictures = Array.from(document.images);
  const area = ({ width, height }: DOMRect) => width * height;
  const pictured = pictures
    .filter(({ naturalWidth, naturalHeight }) => Math.min(naturalWidth, naturalHeight) >= smallestPicture)
    .reduce((sum, picture) => sum + area(picture.getBoundingClientRect()), 0);
  const share = Math.min(1, pictured / Math.max(1, area(root.getBoundingClientRect())));
  const markup = root.outerHTML;
  const isTold =
    elements.length <= mostElements &&
    markup.length <= mostLetters &&
    root.querySelector(drawsItself) === null &&
    // What a closed root holds cannot be seen.
    !elements.some((element) => element.shadowRoot !== null || element.localName.includes('-')) &&
    pictures.every((picture) => picture.complete) &&
    !document.getAnimations().some(({ playState }) => playState === 'running');
  if (!isTold) return { mark: '', pictured: share };

  let hash = 0;
  const add = (value: number) => {
    hash = (Math.imul(hash, 31) + (value | 0)) | 0;
  };
  const addText = (text: string) => {
    for (let at = 0; at < text.length; at += 1) add(text.charCodeAt(at));
  };
  const rulesOf = (sheet: CSSStyleSheet) => {
    try {
      return sheet.cssRules.length;
    } catch {
      // Of another site: no script of the page changes its rules either.
      return 0;
    }
  };
  addText(markup);
  addText(String(getSelection()));
  for (const picture of pictures) addText(picture.currentSrc);
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    add(Number(sheet.disabled));
    add(rulesOf(sheet));
  }
  for (const element of elements) {
    const { x, y, width, height } = element.getBoundingClientRect();
    for (const side of [x, y, width, height, element.scrollLeft, element.scrollTop])
      add(Math.round(side * 16));
  }
  for (const field of root.querySelectorAll<HTMLInputElement>('input,textarea,select')) {
    addText(field.value);
    add(Number(field.checked) + 2 * Number(field.indeterminate));
  }
  return { mark: `${elements.length} ${markup.length} ${hash}`, pictured: share };
}
