import type { ReplicaLink } from '../replica/database.ts';
import { state } from './state.ts';

const CACHE = 'thumbnails';
/** Thumbnails kept here, about 20 kB each. */
const KEPT_MAX = 400;

/** Addresses of thumbnails shown by this popup. */
const shown = new Map<string, Promise<string | undefined>>();

/** The small picture of a still, kept here once seen; private stills leave none on this machine. */
export function Thumbnail({
  link: { snapshotId, hasThumbnail, private: closed },
}: {
  readonly link: ReplicaLink;
}) {
  if (!snapshotId || !hasThumbnail || closed) return <span class="thumb" />;
  return (
    <span class="thumb">
      <img
        alt=""
        data-of={snapshotId}
        ref={(image) => {
          if (image && image.dataset.met !== snapshotId) {
            image.dataset.met = snapshotId;
            whenSeen(image, () =>
              pictureOf(snapshotId).then((address) => {
                if (address) image.src = address;
              }),
            );
          }
        }}
      />
    </span>
  );
}

let watcher: IntersectionObserver | undefined;
const waiting = new WeakMap<Element, () => unknown>();

function whenSeen(image: Element, show: () => unknown): void {
  watcher ??= new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) {
        watcher?.unobserve(target);
        waiting.get(target)?.();
      }
  });
  waiting.set(image, show);
  watcher.observe(image);
}

function pictureOf(id: string): Promise<string | undefined> {
  let picture = shown.get(id);
  if (!picture) {
    picture = load(id).catch(() => undefined);
    shown.set(id, picture);
  }
  return picture;
}

async function load(id: string): Promise<string | undefined> {
  const { connection } = state.settings;
  if (!connection) return undefined;
  const url = `${connection.base}/s/${id}/thumbnail`;
  const cache = await caches.open(CACHE);
  let answer = await cache.match(url);
  if (!answer) {
    answer = await fetch(url, {
      headers: { authorization: `Bearer ${connection.token}` },
      credentials: 'omit',
      redirect: 'error',
    });
    if (!answer.ok || answer.headers.get('content-type') !== 'image/webp') return undefined;
    await cache.put(url, answer.clone());
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - KEPT_MAX))) await cache.delete(old);
  }
  return URL.createObjectURL(await answer.blob());
}
