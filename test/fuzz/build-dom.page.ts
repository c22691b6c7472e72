import type { DomStep } from './dom-text.ts';

/** Carries the steps out in a page; what a browser refuses is left out. */
export function buildDom(steps: readonly DomStep[]): void {
  const spaces = {
    html: 'http://www.w3.org/1999/xhtml',
    svg: 'http://www.w3.org/2000/svg',
    math: 'http://www.w3.org/1998/Math/MathML',
    odd: 'urn:odd',
  };
  let at: Node = document.body ?? document.documentElement;
  for (const step of steps) {
    try {
      switch (step.do) {
        case 'open': {
          const element = document.createElementNS(spaces[step.space], step.name);
          at.appendChild(element);
          at = element;
          break;
        }
        case 'close':
          at = at.parentNode ?? document.body ?? document.documentElement;
          break;
        case 'attribute':
          if (at instanceof Element) at.setAttribute(step.name, step.value);
          break;
        case 'text':
          at.appendChild(document.createTextNode(step.text));
          break;
        case 'comment':
          at.appendChild(document.createComment(step.text));
          break;
        case 'instruction':
          at.appendChild(document.createProcessingInstruction('x', step.text));
          break;
        case 'cdata': {
          const other = new DOMParser().parseFromString('<a/>', 'text/xml');
          at.appendChild(document.adoptNode(other.createCDATASection(step.text)));
          break;
        }
        case 'markup':
          if (at instanceof Element) at.insertAdjacentHTML('beforeend', step.text);
          break;
        case 'sheet': {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(step.text);
          document.adoptedStyleSheets.push(sheet);
          break;
        }
        case 'shadow':
          if (at instanceof Element) at = at.attachShadow({ mode: step.mode });
          break;
        case 'into':
          if (step.place === 'template') {
            const template = document.createElement('template');
            at.appendChild(template);
            at = template.content;
          } else if (step.place === 'root') at = document.documentElement;
          else at = document[step.place] ?? document.documentElement;
      }
    } catch {
      // A place or a name that the browser does not take.
    }
  }
}
