import type { build, Rolldown } from 'vite';

/** The files of a build that wrote none. */
export function builtFiles(
  built: Awaited<ReturnType<typeof build>>,
): (Rolldown.OutputChunk | Rolldown.OutputAsset)[] {
  return [built].flat().flatMap((bundle) => ('output' in bundle ? bundle.output : []));
}
