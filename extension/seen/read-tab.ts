import { TITLE_MAX_LENGTH, UPLOAD_MAX_BYTES } from '@stillpage/shared/schemas/limits.ts';
import type { UploadedFrame, UploadHeader } from '@stillpage/shared/schemas/upload.ts';
import browser from '../browser.ts';
import { type FetchedResource, fetchResource } from './fetch-resource.page.ts';
import type { SeenFrame } from './freeze-frame.page.ts';

/** The page-side script, built beside this one; it leaves `stillpageSeen` in its own world. */
export const FREEZE_SCRIPT = '/seen/freeze-frame.js';
/** Resources asked for by one call into the page; what a call brings back is held in memory at once. */
const BATCH = 16;
/** Bytes of resources taken along; the rest is left to the server, which asks for it behind its guard. */
const RESOURCES_MAX_BYTES = UPLOAD_MAX_BYTES * 0.6;
/** Longest the page's resources may take all together, in milliseconds. */
const RESOURCES_TIMEOUT_MS = 45_000;

export type ReadProgress = (done: number, of: number) => void;

declare const stillpageSeen: typeof import('./freeze-frame.page.ts');

/**
 * Freezes what a tab shows into an upload. It needs the grant of a click (activeTab) and rejects without it, or when the
 * page is gone. Frames of other sites are closed to it and are named as missing.
 */
export async function readTab(tabId: number, progress: ReadProgress): Promise<Blob> {
  const target = { tabId, allFrames: true };
  await browser.scripting.executeScript({ target, files: [FREEZE_SCRIPT] });
  const picture = await visiblePicture(tabId);
  const frozen = await browser.scripting.executeScript({ target, func: () => stillpageSeen.freeze() });
  const frames = frozen.flatMap(({ frameId, result }) =>
    result ? [{ frameId, seen: result as SeenFrame }] : [],
  );
  frames.sort((a, b) => (a.seen.path?.length ?? 99) - (b.seen.path?.length ?? 99));
  const main = frames[0]?.seen;
  if (main?.path?.length !== 0) throw new Error('The page did not answer.');

  const resources = await resourcesOf(tabId, frames, progress);
  const places = new Map(frames.map(({ seen }, index) => [String(seen.path), index]));
  const header: UploadHeader = {
    schema: 1,
    url: main.url,
    title: main.frame.title.slice(0, TITLE_MAX_LENGTH),
    language: main.frame.language.slice(0, 100),
    plainText: main.plainText,
    frames: frames.map(({ seen }): UploadedFrame => {
      const { parts, quirks, dark, charset, marks, omissions } = seen.frame;
      return {
        ...{ parts: parts as UploadedFrame['parts'], quirks, dark, charset, url: seen.url },
        marks: marks.filter((mark) => /^[\w-]{1,100}$/.test(mark)).slice(0, 2_000),
        omissions: omissions.slice(0, 1_000).map(({ what, kind }) => ({ what: what.slice(0, 4_000), kind })),
        children: seen.children.map((path) => (path ? (places.get(String(path)) ?? -1) : -1)),
      };
    }),
    resources: resources.map(({ url, type, status, charset, bytes }) => ({
      ...{ url, type: type.slice(0, 200), status, bytes: bytes.length },
      ...(charset ? { charset: charset.slice(0, 40) } : {}),
    })),
    loaded: [...new Set(frames.flatMap(({ seen }) => seen.loaded))].slice(0, 3_000),
    ...(picture ? { picture: { bytes: picture.size } } : {}),
  };
  return new Blob([
    `${JSON.stringify(header)}\n`,
    ...resources.map(({ bytes }) => bytes),
    ...(picture ? [picture] : []),
  ]);
}

type Resource = Omit<FetchedResource, 'base64'> & { readonly bytes: Uint8Array<ArrayBuffer> };

async function resourcesOf(
  tabId: number,
  frames: readonly { frameId: number; seen: SeenFrame }[],
  progress: ReadProgress,
): Promise<Resource[]> {
  // Granted by the person on the options page: what is closed to the page is open to the extension.
  const everywhere = await browser.permissions.contains({ origins: ['*://*/*'] });
  const asked = new Set<string>();
  const found: Resource[] = [];
  const until = Date.now() + RESOURCES_TIMEOUT_MS;
  let bytes = 0;
  const of = new Set(frames.flatMap(({ seen }) => seen.wanted)).size;
  for (const { frameId, seen } of frames) {
    const fresh = seen.wanted.filter((url) => !asked.has(url));
    for (let first = 0; first < fresh.length; first += BATCH) {
      if (bytes > RESOURCES_MAX_BYTES || Date.now() > until) return found;
      const urls = fresh.slice(first, first + BATCH);
      const answers = await browser.scripting.executeScript({
        target: { tabId, frameIds: [frameId] },
        func: (batch: string[]) => stillpageSeen.fetchAll(batch),
        args: [urls],
      });
      for (const answer of (answers[0]?.result ?? []) as FetchedResource[]) {
        asked.add(answer.url);
        const readable =
          answer.base64 === undefined && everywhere && /^https?:/.test(answer.url)
            ? await fetchResource(answer.url)
            : answer;
        if (readable.base64 === undefined) continue;
        const { base64, ...about } = readable;
        const body = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        bytes += body.length;
        found.push({ ...about, bytes: body });
      }
      progress(Math.min(asked.size, of), of);
    }
  }
  return found;
}

/** What the window shows, where the tab is in front; a page without a picture is saved all the same. */
async function visiblePicture(tabId: number): Promise<Blob | undefined> {
  try {
    const { active, windowId } = await browser.tabs.get(tabId);
    if (!active || windowId === undefined) return undefined;
    const address = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
    return new Blob([
      Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (character) => character.charCodeAt(0)),
    ]);
  } catch {
    return undefined;
  }
}
