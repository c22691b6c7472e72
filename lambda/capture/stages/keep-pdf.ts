import { ARTIFACT_FILES } from '@stillpage/shared/schemas/artifact.ts';
import { makeArtifacts } from '../artifacts/make-artifacts.ts';
import { ASK_MS } from '../page/ask-page.ts';
import { within } from '../page/deadline.ts';
import { navigate } from '../page/navigate.ts';
import { keepPdf } from '../pdf-address.ts';
import { artifactWork } from './artifact-work.ts';
import type { CaptureRun } from './capture-run.ts';
import type { LoadedPage } from './load-page.ts';

/** Keeps an address that is a PDF as the file it is, with pictures of the page that holds it; false when it is none. */
export async function keptAsPdf(run: CaptureRun, loaded: LoadedPage): Promise<boolean> {
  const { job, whole, state } = run;
  const { prepared, provenance } = loaded;
  const { finalUrl: url, mime = '', status } = loaded.recorder.mainDocument;
  const isRefused = status !== undefined && status >= 400;
  if (!/^application\/(x-)?pdf$/i.test(mime) || isRefused) return false;
  const { session, frameId } = prepared;
  const kept = await keepPdf(session, url, provenance, whole.signal);
  if (!kept) return false;

  const title = kept.name;
  state.page = { finalUrl: url, httpStatus: status ?? 200, title };
  const work = artifactWork(run, loaded);
  await work.put({ name: 'pdf', type: ARTIFACT_FILES.pdf.type, bytes: kept.pdf });
  await navigate(session, 'about:blank', within(whole, ASK_MS));
  await session.send('Page.setDocumentContent', { frameId, html: kept.still });
  run.report('picturing');
  const wanted = job.wanted.filter((name) => name !== 'pdf');
  await run.timed('picturing', () =>
    makeArtifacts({ ...work, job: { ...job, wanted }, html: kept.still, url, title, plainText: '' }),
  );
  return true;
}
