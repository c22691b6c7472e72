import { ERROR_TABLE, type Failure } from '@stillpage/shared/errors.ts';
import type { Progress } from '@stillpage/shared/schemas/snapshot.ts';

/** Least time between two lines of a count, in milliseconds. */
const COUNT_EVERY_MS = 5_000;

/** Set on a command that must speak to programs: one JSON object on standard output, nothing else anywhere. */
export type Voice = { readonly json: boolean };

/** Prints a result for a person, or the same as one JSON object with `--json`. */
export function say(voice: Voice, text: string, json: unknown): void {
  process.stdout.write(`${voice.json ? JSON.stringify(json) : text}\n`);
}

/** Prints an expected failure and sets the exit code that its row of the table names. */
export function sayFailure(voice: Voice, failure: Failure): void {
  if (voice.json) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
  else process.stderr.write(`stillpage: ${failure.code}: ${failure.message}\n`);
  process.exitCode = ERROR_TABLE[failure.code].exit;
}

/** A line that tells where long work is; rewritten in place on a terminal, one line a stage elsewhere, silent with `--json`. */
export function progressLine(voice: Voice): { show(progress: Progress): void; end(): void } {
  const terminal = process.stderr.isTTY === true;
  let last = '';
  return {
    show({ stage, step, of }) {
      const text = `  ${step}/${of} ${stage}`;
      if (voice.json || text === last) return;
      last = text;
      process.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end() {
      if (terminal && last !== '') process.stderr.write('\r\u001b[K');
    },
  };
}

/** `1.4 MB`: decimal units. */
export function byteText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A line that counts; silent with `--json`, and elsewhere than on a terminal one line in five seconds. */
export function counter(voice: Voice, what: string): { show(count: number): void; end(): void } {
  const terminal = process.stderr.isTTY === true;
  let told = Date.now();
  let shown = false;
  return {
    show(count) {
      if (voice.json || (!terminal && Date.now() - told < COUNT_EVERY_MS)) return;
      told = Date.now();
      shown = true;
      process.stderr.write(terminal ? `\r\u001b[K  ${count} ${what}` : `  ${count} ${what}\n`);
    },
    end() {
      if (terminal && shown) process.stderr.write('\r\u001b[K');
    },
  };
}

/** A stranger's text on one line: nothing in it may steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
