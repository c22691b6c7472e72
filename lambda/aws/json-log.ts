import { withoutSecrets } from '../library/without-secrets.ts';

/** What a line of the log may carry beside its message: ids and numbers, never a token, an address that opens something, or a page's content. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * One JSON object a line on standard output, past the runtime client's own prefix, so that CloudWatch finds fields and
 * embedded metrics by themselves.
 */
export type JsonLog = (level: 'info' | 'warning' | 'error', message: string, fields?: LogFields) => void;

export function createJsonLog(functionName: string, write = writeLine): JsonLog {
  return (level, message, fields = {}) =>
    write(
      JSON.stringify({
        time: new Date().toISOString(),
        level,
        function: functionName,
        message: withoutSecrets(message),
        ...fields,
      }),
    );
}

/** The library's one-line log, whose lines begin with their level. */
export function lineLog(log: JsonLog, fields: () => LogFields = () => ({})): (line: string) => void {
  return (line) => {
    const [, level, rest] = /^(error|warning): (.*)$/s.exec(line) ?? [];
    log((level as 'error' | 'warning' | undefined) ?? 'info', rest ?? line, fields());
  };
}

export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
