import { absoluteUrl, escapeAttribute } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';

/** Writes the source of an `img`: the candidate the browser chose, at the density it chose it for. */
export function writeImageSource(freezing: Freezing, image: HTMLImageElement): void {
  const { dom, base } = freezing;
  const drawn = image.complete && image.naturalWidth > 0;
  const lazy = lazySource(freezing, image);
  const url = lazy ?? (image.currentSrc || absoluteUrl(dom.attribute(image, 'src'), base));
  if (!url) return;
  // Bytes that cannot be had must not move the layout: a transparent picture of the same size stands in.
  const missing = drawn ? blankPicture(image.naturalWidth, image.naturalHeight) : 'data:,';
  const density = lazy ? 1 : chosenDensity(freezing, image);
  freezing.parts.push({
    part: 'resource',
    name: 'src',
    url,
    use: 'image',
    missing,
    reachable: image.getRootNode() === document,
    ...(Math.abs(density - 1) > 0.001 ? { density } : {}),
  });
}

/** A picture whose candidate the browser chooses by its box (`sizes=auto`) gives that box no size of its own. */
export function imageStyle(freezing: Freezing, image: HTMLImageElement): string {
  if (!/^\s*auto\b/i.test(freezing.dom.attribute(image, 'sizes') ?? '')) return '';
  const { contain, containIntrinsicSize } = getComputedStyle(image);
  return contain.includes('size') ? `contain:${contain};contain-intrinsic-size:${containIntrinsicSize};` : '';
}

/** A transparent SVG of a size in CSS pixels. */
export function blankPicture(width: number, height: number): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}'/%3E`;
}

function lazySource(freezing: Freezing, image: HTMLImageElement): string | undefined {
  const { dom, base } = freezing;
  if (image.complete && image.naturalWidth > 1) return undefined;
  const names = [
    'data-src',
    'data-original',
    'data-lazy-src',
    'data-actualsrc',
    'data-original-src',
    'data-lazy',
    'data-url',
    'data-echo',
  ];
  for (const name of names) {
    const value = dom.attribute(image, name);
    if (value && !/\s/.test(value.trim()) && /[./]/.test(value)) {
      const url = absoluteUrl(value.trim(), base);
      if (/^https?:/.test(url)) return url;
    }
  }
  return undefined;
}

/** Image pixels for each CSS pixel, as the descriptor of the chosen candidate says. */
function chosenDensity(freezing: Freezing, image: HTMLImageElement): number {
  const { dom, base } = freezing;
  const sets = [dom.attribute(image, 'srcset')];
  const parent = dom.parent(image);
  if (parent instanceof Element && dom.name(parent) === 'picture') {
    for (const source of dom.all(parent, 'source')) sets.push(dom.attribute(source, 'srcset'));
  }
  for (const set of sets) {
    for (const found of (set ?? '').matchAll(/(\S*[^,\s])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)/g)) {
      if (!found[2] || absoluteUrl(found[1], base) !== image.currentSrc) continue;
      const number = Number(found[2]);
      if (found[3] === 'x') return number;
      if (image.naturalWidth > 0) return number / image.naturalWidth;
    }
  }
  return 1;
}

/** Writes a `canvas` as an `img` with the pixels it shows; without script a canvas would show its fallback. */
export function writeCanvasSource(freezing: Freezing, canvas: HTMLCanvasElement): void {
  const pixels = freezing.canvases.get(canvas) ?? canvasPixels(canvas);
  if (pixels && !(isGpuCanvas(canvas) && isBlank(pixels, canvas)))
    write(freezing, ` src="${escapeAttribute(pixels)}"`);
  else freezing.parts.push({ part: 'shot', index: freezing.shots.push(canvas) - 1, name: 'src' });
}

/** Whether something other than a 2D context draws the canvas; script is stopped, so a new context harms nothing. */
function isGpuCanvas(canvas: HTMLCanvasElement): boolean {
  try {
    return HTMLCanvasElement.prototype.getContext.call(canvas, '2d') === null;
  } catch {
    return false;
  }
}

/** A WebGL canvas drawn once has given its pixels to the screen and reads as empty. */
function isBlank(pixels: string, canvas: HTMLCanvasElement): boolean {
  const empty = document.createElement('canvas');
  empty.width = canvas.width;
  empty.height = canvas.height;
  return canvasPixels(empty) === pixels;
}

/** The canvas as a PNG address, or nothing when its content came from another origin. */
export function canvasPixels(canvas: HTMLCanvasElement): string | undefined {
  if (canvas.width === 0 || canvas.height === 0) return blankPicture(canvas.width, canvas.height);
  try {
    return HTMLCanvasElement.prototype.toDataURL.call(canvas, 'image/png');
  } catch {
    return undefined;
  }
}

/**
 * Writes the picture of a `video`, as the attribute `name`: the frame it shows, else its poster. Without one the
 * box stays empty.
 */
export function writeVideoPicture(freezing: Freezing, video: HTMLVideoElement, name: 'src' | 'poster'): void {
  const { dom, base } = freezing;
  const empty = name === 'src' ? blankPicture(video.clientWidth, video.clientHeight) : '';
  const poster = absoluteUrl(dom.attribute(video, 'poster'), base);
  const started = video.currentTime > 0 || video.played.length > 0 || !video.paused;
  if (poster && !(started && video.readyState >= 2)) {
    freezing.parts.push({ part: 'resource', name, url: poster, use: 'image', missing: empty });
    return;
  }
  if (video.readyState < 2 || video.videoWidth === 0) {
    if (video.currentSrc) freezing.omissions.push({ what: video.currentSrc, kind: 'media' });
    if (empty) write(freezing, ` ${name}="${empty}"`);
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const pixels = canvasPixels(canvas);
  if (pixels) write(freezing, ` ${name}="${pixels}"`);
  else freezing.parts.push({ part: 'shot', index: freezing.shots.push(video) - 1, name });
}

/**
 * Reads every canvas inside an animation frame, the only moment when a WebGL canvas still has its pixels; it does
 * nothing when there is none, and gives up after a while in a frame that is never drawn.
 */
export async function readCanvases(canvases: HTMLCanvasElement[]): Promise<Map<Element, string>> {
  const read = new Map<Element, string>();
  if (canvases.length === 0) return read;
  const give = 500;
  await new Promise<void>((resolve) => {
    setTimeout(resolve, give);
    requestAnimationFrame(() => {
      for (const canvas of canvases) {
        try {
          if (canvas.width === 0 || canvas.height === 0) continue;
          const copy = document.createElement('canvas');
          copy.width = canvas.width;
          copy.height = canvas.height;
          copy.getContext('2d')?.drawImage(canvas, 0, 0);
          read.set(canvas, copy.toDataURL('image/png'));
        } catch {
          // A tainted canvas: its picture is taken from outside.
        }
      }
      resolve();
    });
  });
  return read;
}
