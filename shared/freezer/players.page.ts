import { boxStyle } from './box-style.page.ts';
import { elementAbove } from './dom.page.ts';
import type { Freezing } from './freezing.page.ts';

/**
 * Whether a film with controls or subtitles is kept as a picture of its player: a still has no film, and the browser
 * draws the controls of a player without one in other colours and without its time. Not where a picture cannot be
 * taken, and not where what lies around it is mixed into it and would be a second time.
 */
export function isPicturedPlayer(freezing: Freezing, video: HTMLVideoElement): boolean {
  // Each picture takes a while; what comes first is seen first.
  const most = window === window.top ? 8 : 2;
  if (!freezing.takesPictures || freezing.shots.length >= most) return false;
  if (!freezing.dom.has(video, 'controls') && !showsSubtitles(video)) return false;
  const { width, height } = video.getBoundingClientRect();
  if (width < 1 || height < 1 || !video.checkVisibility({ visibilityProperty: true })) return false;
  for (let above: Element | null = video; above; above = elementAbove(above)) {
    const { opacity, filter, transform, rotate, scale, mixBlendMode } = getComputedStyle(above);
    const plain = [filter, transform, rotate, scale].every((value) => value === 'none');
    if (!plain || opacity !== '1' || mixBlendMode !== 'normal') return false;
  }
  return true;
}

/** The box of a player, all of which its picture fills. */
export function playerStyle(video: HTMLVideoElement): string {
  return `${boxStyle(video)}object-fit:fill;object-position:0 0;`;
}

function showsSubtitles({ textTracks }: HTMLVideoElement): boolean {
  return [...textTracks].some((track) => track.mode === 'showing' && (track.activeCues?.length ?? 0) > 0);
}
