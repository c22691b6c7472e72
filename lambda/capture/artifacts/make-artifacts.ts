import { ARTIFACT_FILES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { CDPSession } from 'puppeteer-core';
import type { ArtifactSink, CapturedArtifact, CaptureJob } from '../contract.ts';
import { before, type Deadline } from '../page/deadline.ts';
import { printPdf } from './print-pdf.ts';
import { readText } from './readable-text.ts';
import type { ReadableText } from './readable-text-worker.ts';
import { fitPicture, packScreenshot, pageSize, takePicture } from './screenshot.ts';
import { packThumbnail, thumbnailFrame } from './thumbnail.ts';

export type ArtifactWork = {
  readonly session: CDPSession;
  readonly job: CaptureJob;
  /** The still, if the page could be frozen. */
  readonly html: string | undefined;
  readonly url: string;
  readonly title: string;
  readonly plainText: string;
  readonly deadline: Deadline;
  readonly put: ArtifactSink;
  /** Told of each artifact that could not be made; the others are made all the same. */
  readonly omit: (name: ArtifactName) => void;
  /** Told when the page is longer than its picture. */
  readonly onCut: () => void;
  readonly onFacts: (facts: ReadableText['facts']) => void;
};

/**
 * Makes what the job wants, side by side: the still is handed over at once, the reader works in its own thread, and
 * the pictures take the browser in turn. Rejects only when `put` does.
 */
export async function makeArtifacts(work: ArtifactWork): Promise<void> {
  const wanted = new Set(work.job.wanted);
  const jobs: Promise<void>[] = [];
  const make = async (name: ArtifactName, makeOne: () => Promise<CapturedArtifact>) => {
    const made = await before(work.deadline, makeOne()).catch(() => undefined);
    if (made) await work.put(made);
    else work.omit(name);
  };

  if (wanted.has('still')) {
    if (work.html === undefined) work.omit('still');
    else
      jobs.push(
        work.put({ name: 'still', type: ARTIFACT_FILES.still.type, bytes: Buffer.from(work.html, 'utf8') }),
      );
  }
  if (wanted.has('text')) jobs.push(make('text', () => makeText(work)));
  const pictures = makePictures(work, wanted, make);
  jobs.push(pictures);
  // Printing lays the page out anew, so it comes after the pictures.
  if (wanted.has('pdf')) jobs.push(pictures.then(() => make('pdf', () => printPdf(work.session))));
  if (wanted.has('archive')) work.omit('archive');
  const results = await Promise.allSettled(jobs);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function makeText({
  html,
  url,
  title,
  plainText,
  deadline,
  onFacts,
}: ArtifactWork): Promise<CapturedArtifact> {
  const { markdown, facts } = await readText({ html: html ?? '', url, title, plainText }, deadline.signal);
  onFacts(facts);
  return { name: 'text', type: ARTIFACT_FILES.text.type, bytes: Buffer.from(markdown, 'utf8') };
}

/**
 * Screenshot and thumbnail from one picture where both are wanted. The promise is fulfilled when the browser is free
 * again and both are handed over; packing runs beside the browser.
 */
async function makePictures(
  { session, job: { view }, onCut }: ArtifactWork,
  wanted: ReadonlySet<ArtifactName>,
  make: (name: ArtifactName, makeOne: () => Promise<CapturedArtifact>) => Promise<void>,
): Promise<void> {
  const jobs: Promise<void>[] = [];
  let whole: Promise<Buffer> | undefined;
  if (wanted.has('screenshot')) {
    whole = pageSize(session).then((size) => {
      const frame = fitPicture(size, view);
      if (frame.cut) onCut();
      return takePicture(session, frame);
    });
    const picture = whole;
    jobs.push(make('screenshot', async () => packScreenshot(await picture)));
  }
  if (wanted.has('thumbnail')) {
    // A page too large for one picture still has a top.
    const top = () => takePicture(session, thumbnailFrame(view));
    const picture = whole ? whole.catch(top) : top();
    jobs.push(make('thumbnail', async () => packThumbnail(await picture)));
  }
  const results = await Promise.allSettled(jobs);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
