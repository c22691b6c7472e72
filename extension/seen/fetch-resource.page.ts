/** A resource as the page may have it; without `base64` its bytes are closed to the page. */
export type FetchedResource = {
  readonly url: string;
  readonly type: string;
  readonly status: number;
  readonly charset?: string;
  readonly base64?: string;
};

/** Longest wait for one resource, in milliseconds: most lie in the browser's cache. */
const RESOURCE_TIMEOUT_MS = 6_000;
/** Largest resource, in bytes: what a still takes. */
const RESOURCE_MAX_BYTES = 16 * 1024 * 1024;

const known = new Map<string, Promise<FetchedResource>>();

/** Asks for a resource as the page itself would, from the cache where it is there. Never rejects. */
export function fetchResource(url: string): Promise<FetchedResource> {
  let asked = known.get(url);
  if (!asked) {
    asked = load(url).catch(() => ({ url, type: '', status: 0 }));
    known.set(url, asked);
  }
  return asked;
}

async function load(url: string): Promise<FetchedResource> {
  const answer = await fetch(url, {
    // A blob is no network's, and browsers refuse a cache mode for it.
    ...(url.startsWith('blob:') ? {} : { cache: 'force-cache' as const }),
    signal: AbortSignal.timeout(RESOURCE_TIMEOUT_MS),
  });
  const [type = '', ...rest] = (answer.headers.get('content-type') ?? '').split(';');
  const charset = /charset\s*=\s*["']?([^\s;"']+)/i.exec(rest.join(';'))?.[1];
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const about = {
    url,
    type: type.trim().toLowerCase(),
    status: answer.status,
    ...(charset ? { charset } : {}),
  };
  return bytes.length > RESOURCE_MAX_BYTES ? about : { ...about, base64: base64Of(bytes) };
}

function base64Of(bytes: Uint8Array): string {
  const step = 32_768;
  let text = '';
  for (let at = 0; at < bytes.length; at += step)
    text += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(text);
}
