// `npm test`: everything the tests need is put in place, then every check runs; ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binOf } from '../../lambda/setup/child.mjs';
import { childEnvironment } from '../../lambda/setup/node.mjs';
import { ensurePackages } from '../../lambda/setup/packages.mjs';
import { inRoot } from '../../lambda/setup/root.mjs';
import { ensureBrowsers } from './browsers.mjs';
import { readReport, withSecondRun } from './test-report.mjs';

ensurePackages();
const missing = ensureBrowsers();
if (missing.length > 0) {
  process.stderr.write(`${missing.join('\n')}\n`);
  process.exit(1);
}

/** More failed files than this are no matter of a slow machine. */
const FILES_AGAIN_MAX = 3;

const scratch = mkdtempSync(join(tmpdir(), 'stillpage-test-'));
const only = process.argv.slice(2);
const failedSteps = [
  step('types', 'tsc', ['--noEmit']),
  step('style', 'biome', ['check', '--error-on-warnings']),
  step('build for Chromium', 'vite', ['build', '--mode', 'chromium', '--logLevel', 'warn']),
  step('build for Firefox', 'vite', ['build', '--mode', 'firefox', '--logLevel', 'warn']),
].flat();
const tests = runTests(only);
rmSync(scratch, { recursive: true, force: true });

if (tests.report?.retried.length)
  process.stdout.write(
    `\nPassed only when tried again:\n${tests.report.retried.map((name) => `  ${name}\n`).join('')}`,
  );
if (tests.report) {
  const { passed, failed, skipped } = tests.report;
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}
failedSteps.push(...tests.failedSteps);
if (failedSteps.length > 0 || !tests.report || tests.report.passed === 0 || tests.report.failed > 0) {
  process.stderr.write(`npm test failed at: ${failedSteps.join(', ') || 'tests'}\n`);
  process.exit(1);
}

/** Runs one step; gives its name when it failed. */
function step(name, command, args) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const run = spawnSync(binOf(command), args, {
    cwd: inRoot(),
    env: childEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ok = run.status === 0;
  process.stdout.write(
    `== ${name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  return ok ? [] : [name];
}

/**
 * In CI vitest tries a failed test again at once, but with what its file had set up, and never what is set up and
 * cleared away. So a few files that failed run once more from their beginning, alone, and are named like such tests.
 */
function runTests(files) {
  const first = vitest('tests', files);
  const again = first.report?.failedFiles ?? [];
  if (!process.env.CI || again.length === 0 || again.length > FILES_AGAIN_MAX) return first;
  const second = vitest(
    'tests, once more',
    again.map(({ file }) => file),
  );
  return second.report ? { ...second, report: withSecondRun(first.report, second.report) } : first;
}

function vitest(name, files) {
  const path = join(scratch, `${name}.json`);
  const failedSteps = step(name, 'vitest', [
    ...['run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json'],
    `--outputFile.json=${path}`,
    ...files,
  ]);
  return { failedSteps, report: readReport(path, inRoot()) };
}
