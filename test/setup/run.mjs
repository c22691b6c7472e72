// `npm test`: everything the tests need is put in place, then every check runs; ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binOf } from '../../lambda/setup/child.mjs';
import { childEnvironment } from '../../lambda/setup/node.mjs';
import { ensurePackages } from '../../lambda/setup/packages.mjs';
import { inRoot } from '../../lambda/setup/root.mjs';
import { ensureBrowsers } from './browsers.mjs';

ensurePackages();
const missing = ensureBrowsers();
if (missing.length > 0) {
  process.stderr.write(`${missing.join('\n')}\n`);
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), 'stillpage-test-'));
const report = join(scratch, 'report.json');
const only = process.argv.slice(2);
const steps = [
  ['types', 'tsc', ['--noEmit']],
  ['style', 'biome', ['check', '--error-on-warnings']],
  ['build for Chromium', 'vite', ['build', '--mode', 'chromium', '--logLevel', 'warn']],
  ['build for Firefox', 'vite', ['build', '--mode', 'firefox', '--logLevel', 'warn']],
  [
    'tests',
    'vitest',
    [
      'run',
      '--config',
      'test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...only,
    ],
  ],
];

const failedSteps = [];
for (const [name, command, args] of steps) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const run = spawnSync(binOf(command), args, {
    cwd: inRoot(),
    env: childEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.stdout.write(
    `== ${name}: ${run.status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  if (run.status !== 0) failedSteps.push(name);
}

const counts = readCounts();
rmSync(scratch, { recursive: true, force: true });
if (counts?.retried.length)
  process.stdout.write(
    `\nPassed only when tried again:\n${counts.retried.map((name) => `  ${name}\n`).join('')}`,
  );
if (counts)
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
if (failedSteps.length > 0 || !counts || counts.passed === 0 || counts.failed > 0) {
  process.stderr.write(`npm test failed at: ${failedSteps.join(', ') || 'tests'}\n`);
  process.exit(1);
}

function readCounts() {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + (json.numTodoTests ?? 0),
      retried: json.testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
        .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0].split('\n')[0]}`),
    };
  } catch {
    return undefined;
  }
}
