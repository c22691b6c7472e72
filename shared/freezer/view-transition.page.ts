import type { Dom } from './dom.page.ts';
import { escapeAttribute } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';

/** Under which name a picture of the window is handed in while a view transition is on its way. */
export const TRANSITION_PICTURE = 'view-transition:';

/** Whether the browser shows pictures of the page in place of the page itself (`startViewTransition`). */
export function inViewTransition(dom: Dom): boolean {
  return dom.all(document, ':active-view-transition').length > 0;
}

/**
 * Lays what a view transition showed over the page as it is below: its pictures of old and new belong to no element.
 * Words can still be marked and found.
 */
export function writeTransitionPicture(freezing: Freezing): void {
  const picture = freezing.texts[TRANSITION_PICTURE];
  if (!picture || !inViewTransition(freezing.dom)) return;
  const place = `all:initial;display:block;position:fixed;top:0;left:0;width:${innerWidth}px;height:${innerHeight}px`;
  const paint = `background:url("${picture}") 0 0/100% 100%;z-index:2147483647;pointer-events:none`;
  write(freezing, `<sp-transition aria-hidden="true" style="${escapeAttribute(`${place};${paint}`)}">`);
  write(freezing, '</sp-transition>');
}
