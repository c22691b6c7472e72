import { makeArtifacts } from './artifacts/make-artifacts.ts';
import { artifactWork } from './stages/artifact-work.ts';
import { type CaptureRequest, startRun } from './stages/capture-run.ts';
import { describePage } from './stages/describe-page.ts';
import { keptAsPdf } from './stages/keep-pdf.ts';
import { failedToArrive, loadPage } from './stages/load-page.ts';
import { readPage } from './stages/read-page.ts';
import { settlePage } from './stages/settle-page.ts';

/**
 * Loads, settles, freezes and pictures one page in a fresh browser, filling the request's state as it goes. Each stage
 * stands in a file of its own; one that finds nothing to go on with has written why, and ends the capture.
 */
export async function capturePage(request: CaptureRequest): Promise<void> {
  const run = startRun(request);
  const loaded = await loadPage(run);
  if (!loaded || (await keptAsPdf(run, loaded)) || (await failedToArrive(run, loaded))) return;
  const settled = await settlePage(run, loaded);
  if (!settled) return;
  const described = await describePage(run, loaded, settled);
  if (!described) return;
  const read = await readPage(run, loaded, settled, described);
  if (!read) return;

  run.report('picturing');
  await run.timed('picturing', () =>
    makeArtifacts({
      ...artifactWork(run, loaded),
      html: read.html,
      url: described.finalUrl,
      title: run.state.page?.title ?? '',
      plainText: described.plainText,
      taken: read.taken,
      reading: read.reading,
      // It takes a moment to end, while pictures are packed and artifacts are stored.
      onBrowserFree: () => {
        run.state.isBrowserFree = true;
        void run.launched.end();
      },
    }),
  );
  run.report('storing');
}
