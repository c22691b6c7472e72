import { ARTIFACT_FILES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { CDPSession } from 'puppeteer-core';
import { STILLPAGE_VERSION } from '../../version.ts';
import type { ArtifactSink, CapturedArtifact, CaptureJob, Exchange } from '../contract.ts';
import { before, type Deadline } from '../page/deadline.ts';
import { printPdf } from './print-pdf.ts';
import { readText } from './readable-text.ts';
import type { ReadableText } from './readable-text-worker.ts';
import { type TakenPictures, takePictures } from './take-pictures.ts';
import { makeWebArchive } from './web-archive.ts';

export type ArtifactWork = {
  readonly session: CDPSession;
  readonly job: CaptureJob;
  /** The still, if the page could be frozen. */
  readonly html: string | undefined;
  readonly url: string;
  readonly title: string;
  readonly plainText: string;
  /** Pictures that were begun while the still was put together; without them they are taken now. */
  readonly taken?: TakenPictures | undefined;
  /** The text, when it was begun while the still was put together; without it the still is read now. */
  readonly reading?: Promise<ReadableText> | undefined;
  readonly deadline: Deadline;
  readonly put: ArtifactSink;
  /** Told of each artifact that could not be made; the others are made all the same. */
  readonly omit: (name: ArtifactName) => void;
  /** The answers that the page was made of, for the archive. */
  readonly exchanges: () => AsyncIterable<Exchange>;
  readonly capturedAt: Date;
  /** Told of an artifact that does not hold everything: the picture of a page that is longer, an archive of one that is larger. */
  readonly onCut: (name: ArtifactName) => void;
  readonly onFacts: (facts: ReadableText['facts']) => void;
  /** Told once when nothing more is asked of the browser; what it gave may still be being packed. */
  readonly onBrowserFree?: () => void;
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
  const taken = work.taken ?? takePictures(work.session, work.job.view, wanted);
  jobs.push(...makePictures(taken, work, make));
  const pictured = Promise.allSettled([taken.whole, taken.top]);
  const asked: Promise<void>[] = [];
  if (wanted.has('archive')) asked.push(make('archive', () => makeArchive(work)));
  // Printing lays the page out anew, so it comes after the pictures.
  if (wanted.has('pdf')) asked.push(pictured.then(() => make('pdf', () => printPdf(work.session))));
  jobs.push(...asked);
  void Promise.allSettled([pictured, ...asked]).then(() => work.onBrowserFree?.());
  const results = await Promise.allSettled(jobs);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function makeArchive({ exchanges, job, title, capturedAt, onCut }: ArtifactWork): Promise<CapturedArtifact> {
  const page = { url: job.url, title, capturedAt, software: `Stillpage ${STILLPAGE_VERSION}` };
  return makeWebArchive(page, exchanges(), () => onCut('archive'));
}

async function makeText({
  html,
  url,
  title,
  plainText,
  reading,
  deadline,
  onFacts,
}: ArtifactWork): Promise<CapturedArtifact> {
  const request = { html: html ?? '', url, title, plainText };
  const { markdown, facts } = await (reading ?? readText(request, deadline.signal));
  onFacts(facts);
  return { name: 'text', type: ARTIFACT_FILES.text.type, bytes: Buffer.from(markdown, 'utf8') };
}

/** Hands each picture over when it is packed. */
function makePictures(
  { whole, top }: TakenPictures,
  { onCut }: ArtifactWork,
  make: (name: ArtifactName, makeOne: () => Promise<CapturedArtifact>) => Promise<void>,
): Promise<void>[] {
  const jobs: Promise<void>[] = [];
  if (whole) {
    jobs.push(
      make('screenshot', async () => {
        const { packed, cut } = await whole;
        if (cut) onCut('screenshot');
        return await packed;
      }),
    );
  }
  if (top) jobs.push(make('thumbnail', async () => (await top).packed));
  return jobs;
}
