import { change } from './state.ts';

/** How long "Copied" stands, in milliseconds. */
const COPIED_MS = 1_600;

/** Copies a link and says so for a moment where it was asked for; `of` is the id of its row or save. */
export async function copyLink(of: string, link: string): Promise<void> {
  await navigator.clipboard.writeText(link);
  change({ copied: of });
  setTimeout(() => change({ copied: undefined }), COPIED_MS);
}
