import { setFlagsFromString } from 'node:v8';
import { formatConnectString } from '@stillpage/shared/connect-string.ts';
import { failure } from '@stillpage/shared/errors.ts';
import { createCapturer } from '../../capture/capturer.ts';
import { readLimits } from '../../http/limits.ts';
import { withoutSecrets } from '../../library/without-secrets.ts';
import { startServer } from '../serve.ts';
import { parseAllowedNetworks } from './capture.ts';
import { DEFAULT_PORT, libraryFolder } from './folder.ts';
import { say, sayFailure, type Voice } from './terminal.ts';

export type ServeFlags = Voice & {
  readonly folder?: string;
  readonly host?: string;
  readonly port?: string;
  readonly base?: string;
  readonly allowNetwork: readonly string[];
  readonly chromiumExtension?: string;
  readonly firefoxExtension?: string;
  readonly consent?: boolean;
  readonly capturesPerHour?: string;
  readonly capturesPerDay?: string;
  readonly wrongTokensPerMinute?: string;
};

// A server waits most of the time: a heap that is tidied sooner keeps a third of its memory free for others.
setFlagsFromString('--optimize-for-size');

/** `stillpage serve`: the server over a folder until the signal; prints where it is and how to connect the extension. */
export async function serve(flags: ServeFlags, signal: AbortSignal): Promise<void> {
  const networks = parseAllowedNetworks(flags.allowNetwork);
  if (!networks.ok) return sayFailure(flags, networks.error);
  const port = flags.port === undefined ? DEFAULT_PORT : Number(flags.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return sayFailure(flags, failure('invalid-request', '--port takes a number from 0 to 65535.'));
  const limits = readLimits(flags);
  if (!limits.ok) return sayFailure(flags, limits.error);
  const folder = libraryFolder(flags.folder);
  const log = (line: string) => process.stderr.write(`${withoutSecrets(line)}\n`);
  const server = await startServer({
    folder,
    port,
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.base === undefined ? {} : { base: flags.base }),
    capturer: createCapturer({
      allowNetwork: networks.value,
      log,
      ...(flags.consent ? { consent: 'dismiss' as const } : {}),
    }),
    limits: limits.value,
    log,
  });
  if (!server.ok) return sayFailure(flags, server.error);
  const { url, token, close } = server.value;
  const connectString = formatConnectString({ base: url, token });
  const lines = [
    '',
    '  Stillpage is running.',
    '',
    `  Address         ${url}`,
    `  Library         ${folder}`,
    `  Connect string  ${connectString}`,
    ...extensionLines(flags),
    '',
    '  Ctrl-C ends it.',
    '',
  ];
  say(flags, lines.join('\n'), { url, folder, connectString });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  if (!flags.json) log('Ending …');
  await close();
}

function extensionLines({ chromiumExtension, firefoxExtension }: ServeFlags): string[] {
  return [
    ...(chromiumExtension || firefoxExtension
      ? ['', '  Load the extension, then paste the connect string into its settings:']
      : []),
    ...(chromiumExtension
      ? [`  Chromium, Chrome, Edge: chrome://extensions, Developer mode, Load unpacked: ${chromiumExtension}`]
      : []),
    ...(firefoxExtension
      ? [
          `  Firefox: about:debugging#/runtime/this-firefox, Load Temporary Add-on: ${firefoxExtension}/manifest.json`,
        ]
      : []),
  ];
}
