// What vitest's JSON report says, as the last lines of `npm test` give it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Reads a report: counts of tests, those that passed at their second try with what the first one said, and the files
 * that failed, in a test or in what sets up and clears away. Undefined when there is no report.
 */
export function readReport(path, root) {
  let json;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  const files = json.testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests,
    skipped: json.numPendingTests + (json.numTodoTests ?? 0),
    retried: tests
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0].split('\n')[0]}`),
    failedFiles: files
      .filter(({ status }) => status === 'failed')
      .map(({ name, assertionResults }) => ({
        file: relative(root, name),
        why: whyOf(assertionResults),
        counts: countsOf(assertionResults),
      })),
  };
}

/** The first run's report with the files of its second run in place of what they were. */
export function withSecondRun(first, second) {
  const stillFails = new Set(second.failedFiles.map(({ file }) => file));
  const sum = (count) => first.failedFiles.reduce((total, { counts }) => total + counts[count], 0);
  return {
    passed: first.passed - sum('passed') + second.passed,
    failed: first.failed - sum('failed') + second.failed,
    skipped: first.skipped - sum('skipped') + second.skipped,
    retried: [
      ...first.retried,
      ...first.failedFiles
        .filter(({ file }) => !stillFails.has(file))
        .map(({ file, why }) => `${file}, the whole file: ${why}`),
      ...second.retried,
    ],
    failedFiles: second.failedFiles,
  };
}

function whyOf(tests) {
  const failed = tests.find(({ status }) => status === 'failed');
  return failed
    ? `${failed.fullName}: ${failed.failureMessages.at(-1)?.split('\n')[0]}`
    : 'what sets up before the tests or clears away after them';
}

function countsOf(tests) {
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed').length;
  return { passed, failed, skipped: tests.length - passed - failed };
}
