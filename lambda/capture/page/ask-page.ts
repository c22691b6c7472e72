import { FACT_TEXT_MAX, type FactSigns, readFactSigns } from '../artifacts/fact-signs.page.ts';
import { readCover } from '../cover.page.ts';
import type { NetworkRecorder } from '../network-recorder.ts';
import { CONSENT_BOXES, WALL_MARKS } from '../wall-marks.ts';
import { readWallSigns, type WallSigns } from '../walls.page.ts';
import type { PageSigns } from '../walls.ts';
import { before, type Deadline, within } from './deadline.ts';
import { createIsolatedWorld } from './isolated-world.ts';
import type { PreparedPage } from './page-setup.ts';

/** Longest to ask a page about itself, in milliseconds; a busy one is not asked twice. */
export const ASK_MS = 3000;
/** Longest plain text taken from a page, in characters. */
const PLAIN_TEXT_MAX = 2_000_000;

/** What a page says of itself. */
export type Asked = { readonly signs: PageSigns; readonly facts: FactSigns; readonly plainText: string };

/** What the page says of itself in its present state; undefined when it does not answer. */
export async function askPage(
  { session, frameId }: PreparedPage,
  whole: Deadline,
): Promise<Asked | undefined> {
  const work = async (): Promise<Asked> => {
    const world = await createIsolatedWorld(session, frameId);
    const [signs, cover, facts, plainText] = await Promise.all([
      world.run(readWallSigns, WALL_MARKS, CONSENT_BOXES),
      world.run(readCover),
      world.run(readFactSigns),
      world.run(
        (most: number) =>
          (document.body?.innerText ?? document.documentElement?.textContent ?? '').slice(0, most),
        PLAIN_TEXT_MAX,
      ),
    ]);
    return {
      signs: { ...signs, cover },
      facts: { ...facts, text: plainText.slice(0, FACT_TEXT_MAX) },
      plainText,
    };
  };
  return before(within(whole, ASK_MS), work()).catch(() => undefined);
}

/** True when there is nothing in the page at all. */
export function isBlank({ title, textLength, elements }: WallSigns): boolean {
  return title === '' && textLength === 0 && elements === 0;
}

/** True when the site sent no byte and no script made a page of that; a page that is only white is still a page. */
export async function isEmptyAnswer(signs: WallSigns, recorder: NetworkRecorder): Promise<boolean> {
  if (!isBlank(signs)) return false;
  const body = await recorder.received.bodyOf(recorder.mainDocument.finalUrl, 'document');
  return body.ok && body.bytes.length === 0;
}
