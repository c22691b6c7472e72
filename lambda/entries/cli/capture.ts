import { randomBytes } from 'node:crypto';
import { access, constants, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { createCapturer } from '../../capture/capturer.ts';
import { type AllowedNetwork, parseAllowedNetwork } from '../../capture/egress-guard/allowed-network.ts';
import { byteText, progressLine, say, sayFailure, type Voice } from './terminal.ts';

export type CaptureFlags = Voice & {
  readonly out?: string;
  readonly screenshot?: string;
  readonly thumbnail?: string;
  readonly text?: string;
  readonly pdf?: string;
  readonly archive?: string;
  readonly allowNetwork: readonly string[];
  readonly timeout?: string;
  readonly width?: string;
  readonly height?: string;
  readonly scale?: string;
  readonly dark?: boolean;
  readonly locale?: string;
  readonly timezone?: string;
  readonly consent?: boolean;
};

/** `stillpage capture URL`: the freezer as a tool; no library, no server, files where the flags say. */
export async function captureToFiles(input: string, flags: CaptureFlags, signal: AbortSignal): Promise<void> {
  const url = parsePageUrl(input);
  if (!url.ok) return sayFailure(flags, url.error);
  const view = parseView(flags);
  if (!view.ok) return sayFailure(flags, view.error);
  const networks = parseAllowedNetworks(flags.allowNetwork);
  if (!networks.ok) return sayFailure(flags, networks.error);
  const timeoutMs = parseSeconds(flags.timeout);
  if (!timeoutMs.ok) return sayFailure(flags, timeoutMs.error);
  const files = filesOf(flags);
  if (files.size === 0)
    return sayFailure(flags, failure('invalid-request', 'Name at least one file: --out still.html'));
  for (const file of files.values()) {
    const problem = await unwritable(file);
    if (problem) return sayFailure(flags, failure('storage-unavailable', problem));
  }

  const capturer = await createCapturer({ allowNetwork: networks.value });
  const progress = progressLine(flags);
  const written: Record<string, { file: string; bytes: number }> = {};
  try {
    const outcome = await capturer.capture(
      {
        snapshotId: newSnapshotId(),
        url: url.value.href,
        view: view.value,
        wanted: [...files.keys()],
        ...(flags.consent ? { consent: 'dismiss' as const } : {}),
        ...(timeoutMs.value === undefined ? {} : { timeoutMs: timeoutMs.value }),
      },
      {
        signal,
        onProgress: progress.show,
        put: async ({ name, bytes }) => {
          const file = files.get(name);
          if (!file) return;
          await writeWhole(file, bytes);
          written[name] = { file, bytes: bytes.length };
        },
      },
    );
    progress.end();
    if (outcome.error && outcome.status === 'failed') return sayFailure(flags, outcome.error);
    const { page, omissions, wall, timings, versions, status } = outcome;
    const lines = Object.values(written).map(({ file, bytes }) => `${file}  ${byteText(bytes)}`);
    if (wall) lines.push(`This looks like a ${wall} wall instead of the page.`);
    if (status === 'partial')
      lines.push(
        `Partial: ${omissions.length} missing`,
        ...omissions.slice(0, 20).map((o) => `  ${o.reason}  ${o.what}`),
      );
    say(flags, lines.join('\n'), {
      status,
      url: url.value.href,
      page,
      files: written,
      omissions,
      wall,
      timings,
      versions,
    });
  } catch (error) {
    progress.end();
    const message = writeProblem(error);
    if (!message) throw error;
    sayFailure(flags, failure('storage-unavailable', message));
  } finally {
    await capturer.close();
  }
}

/** The `--allow-network` values, all or the first that is wrong. */
export function parseAllowedNetworks(texts: readonly string[]): Result<AllowedNetwork[]> {
  const networks: AllowedNetwork[] = [];
  for (const text of texts) {
    const network = parseAllowedNetwork(text);
    if (!network.ok) return network;
    networks.push(network.value);
  }
  return ok(networks);
}

function filesOf(flags: CaptureFlags): Map<ArtifactName, string> {
  const named: [ArtifactName, string | undefined][] = [
    ['still', flags.out],
    ['screenshot', flags.screenshot],
    ['thumbnail', flags.thumbnail],
    ['text', flags.text],
    ['pdf', flags.pdf],
    ['archive', flags.archive],
  ];
  return new Map(named.flatMap(([name, file]) => (file === undefined ? [] : [[name, resolve(file)]])));
}

function parseView(flags: CaptureFlags) {
  const view = viewSchema.safeParse({
    ...(flags.width === undefined ? {} : { width: Number(flags.width) }),
    ...(flags.height === undefined ? {} : { height: Number(flags.height) }),
    ...(flags.scale === undefined ? {} : { deviceScaleFactor: Number(flags.scale) }),
    ...(flags.dark ? { colorScheme: 'dark' } : {}),
    ...(flags.locale === undefined ? {} : { locale: flags.locale }),
    ...(flags.timezone === undefined ? {} : { timezone: flags.timezone }),
  });
  if (view.success) return ok(view.data);
  const issue = view.error.issues[0];
  return fail('invalid-request', `--${issue?.path.join('.')}: ${issue?.message}`);
}

/** Longest time a person may give one capture, in seconds. */
const TIMEOUT_MAX_S = 600;

/** `--timeout`, in seconds, as milliseconds. */
function parseSeconds(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= TIMEOUT_MAX_S))
    return fail('invalid-request', `--timeout takes seconds, more than 0 and at most ${TIMEOUT_MAX_S}.`);
  return ok(seconds * 1000);
}

async function unwritable(file: string): Promise<string | undefined> {
  try {
    await access(dirname(file), constants.W_OK);
    return undefined;
  } catch {
    return `${dirname(file)} cannot be written.`;
  }
}

/** Writes beside the file first, so that a full disk or a kill never leaves half a still under its name. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function writeProblem(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException)?.code;
  return code && /^(ENOSPC|EDQUOT|EACCES|EROFS|EIO|EISDIR|EPERM|EFBIG)$/.test(code)
    ? (error as Error).message
    : undefined;
}
