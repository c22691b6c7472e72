import type { ArtifactName, Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { ArtifactWork } from '../artifacts/make-artifacts.ts';
import type { CaptureRun } from './capture-run.ts';
import type { LoadedPage } from './load-page.ts';

/** Where the artifacts of a capture go, and where is told what became of them. */
export function artifactWork(
  { job, options, whole, state }: CaptureRun,
  { prepared, recorder, capturedAt }: LoadedPage,
): Omit<ArtifactWork, 'html' | 'url' | 'title' | 'plainText'> {
  const note = (what: ArtifactName, reason: Omission['reason']) =>
    void state.omissions.push({ what, kind: 'artifact', reason });
  return {
    session: prepared.session,
    job,
    deadline: whole,
    put: async (artifact) => {
      await options.put(artifact);
      state.stored.add(artifact.name);
    },
    omit: (name) => note(name, 'artifact-failed'),
    onCut: (name) => note(name, 'too-large'),
    exchanges: recorder.exchanges,
    capturedAt,
    onFacts: (facts) => {
      if (state.page) state.page = { ...facts, ...state.page };
    },
  };
}
