import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WEB_EXT = fileURLToPath(new URL('../../node_modules/web-ext/bin/web-ext.js', import.meta.url));

/** What Mozilla's own linter says of a build, as codes with where each stands. */
export type Lint = Record<'errors' | 'notices' | 'warnings', string[]>;

/** Runs `web-ext lint`; it asks nobody on the network. */
export function lintExtension(folder: string): Lint {
  const run = spawnSync(
    process.execPath,
    [WEB_EXT, 'lint', '--source-dir', folder, '--output', 'json', '--no-config-discovery'],
    { encoding: 'utf8', env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } },
  );
  const answer = JSON.parse(run.stdout) as Record<keyof Lint, { code: string }[]>;
  const codes = (list: { code: string }[]) => list.map(({ code }) => code);
  return {
    errors: codes(answer.errors),
    notices: codes(answer.notices),
    warnings: codes(answer.warnings),
  };
}
