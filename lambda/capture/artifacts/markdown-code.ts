/** Class names of what stands beside code and counts its lines. */
const LINE_NUMBERS =
  /(^|[\s_-])(gutter|line-?(numbers?|nos?)(-rows)?|pre-numbering|hljs-ln-numbers)($|[\s_-])/i;
/** How pages name the language of their code in a class. */
const LANGUAGE = /(?:^|\s)(?:language|lang|highlight-source|brush:?)[-\s]*([a-z0-9+#]{1,20})(?=$|[\s;])/i;

/** Whether an element only counts the lines of the code beside it. */
export function isLineNumbers(element: Element): boolean {
  const names = element.getAttribute('class');
  return (
    names !== null &&
    LINE_NUMBERS.test(names) &&
    // `<pre class="line-numbers">` is the code itself, numbered by its style.
    (element.localName !== 'pre' || /^[\d\s]*$/.test(element.textContent ?? ''))
  );
}

/** A `pre` as a block of code, with the language it names and without the numbers of its lines. */
export function codeBlock(pre: Element): string {
  const code = pre.querySelector('code');
  const named = [pre, code, pre.parentElement].map(
    (one) => LANGUAGE.exec(one?.getAttribute('class') ?? '')?.[1],
  );
  const text = codeOf(pre).replace(/^\n+/, '').trimEnd();
  const fence = '`'.repeat(Math.max(3, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length + 1)));
  return `${fence}${named.find((language) => language !== undefined) ?? ''}\n${text}\n${fence}`;
}

function codeOf(node: Node): string {
  return Array.from(node.childNodes, (child) => {
    if (child.nodeType === 3) return child.textContent ?? '';
    if (child.nodeType !== 1) return '';
    const element = child as Element;
    if (element.localName === 'br') return '\n';
    return isLineNumbers(element) || element.localName === 'button' ? '' : codeOf(element);
  }).join('');
}
