import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type Answer, type RuntimeApi, startRuntimeApi, textOf } from './runtime-api.ts';

export type SandboxOptions = {
  /** Path to the runtime client. */
  readonly client: string;
  /** As in the image's CMD: `folder/file.handler`. */
  readonly handler: string;
  readonly taskRoot: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  /** Programs started beside the runtime, as the platform starts those in /opt/extensions. */
  readonly extensions?: readonly { readonly command: string; readonly args: readonly string[] }[];
  /** In place of the runtime client on this machine: how the runtime is started, for instance in a container. */
  readonly start?: (environment: Record<string, string>) => ChildProcess;
};

/** One sandbox of a function: its processes around the real runtime client, and the platform's part played by us. */
export type Sandbox = {
  readonly api: RuntimeApi;
  /** From the start of the processes until the runtime was ready, in ms. */
  readonly initMs: () => number;
  readonly lines: string[];
  readonly ended: () => boolean;
  invoke(event: unknown): Promise<{ readonly id: string; readonly answer: Answer }>;
  /** Stops and continues every process, as between two invocations. */
  freeze(): void;
  thaw(): void;
  /** Memory of all processes at this moment, in MB: each shared page counted once. */
  memoryMb(): number;
  processes(): number;
  stop(): Promise<void>;
};

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { client, handler, taskRoot, timeoutMs = 30_000, memoryMb = 2048 } = options;
  const name = handler.split(/[/.]/).at(-2) ?? 'function';
  const api = await startRuntimeApi(`${ARN}${name}`);
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: '/tmp',
    TZ: ':UTC',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'test',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: handler,
    ...options.environment,
  };
  const startedAt = performance.now();
  let readyAt = Number.NaN;
  const lines: string[] = [];
  const children = [
    options.start?.(environment) ??
      spawn(process.execPath, [client, handler], { cwd: taskRoot, env: environment, detached: true }),
    ...(options.extensions ?? []).map(({ command, args }) =>
      spawn(command, [...args], { env: environment, detached: true }),
    ),
  ];
  const [runtime] = children as [ChildProcess];
  for (const child of children) for (const stream of [child.stdout, child.stderr]) follow(stream, lines);
  let ended = false;
  runtime.once('exit', () => {
    ended = true;
    api.end('exit');
  });
  const ready = await api.ready;
  readyAt = performance.now();
  if (!ready.ok) lines.push(`INIT_ERROR ${ready.errorType} ${ready.message}`);

  const everyProcess = () => children.flatMap(({ pid }) => (pid === undefined ? [] : familyOf(pid)));
  const signal = (kind: NodeJS.Signals) => {
    for (const pid of everyProcess())
      try {
        process.kill(pid, kind);
      } catch {}
  };
  return {
    api,
    initMs: () => readyAt - startedAt,
    lines,
    ended: () => ended,
    async invoke(event) {
      const begun = performance.now();
      const { id, answer } = api.invoke(event, Date.now() + timeoutMs);
      const timer = setTimeout(() => {
        api.end('timeout');
        signal('SIGKILL');
      }, timeoutMs);
      const first = await answer;
      const finish = async () => {
        clearTimeout(timer);
        await api.report(id, {
          durationMs: performance.now() - begun,
          billedDurationMs: Math.ceil(performance.now() - begun),
          memorySizeMB: memoryMb,
          maxMemoryUsedMB: 1,
        });
      };
      if (first.kind === 'response' && first.streamed) first.body.once('close', finish);
      else await finish();
      return { id, answer: first };
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    memoryMb: () => everyProcess().reduce((sum, pid) => sum + pssOf(pid), 0) / 1024,
    processes: () => everyProcess().length,
    async stop() {
      api.shutdown();
      signal('SIGKILL');
      await Promise.all(
        children.map((child) =>
          child.exitCode === null && child.signalCode === null ? once(child, 'exit') : 0,
        ),
      );
      await api.close();
    },
  };
}

/** The buffered answer of an invocation as JSON; throws what the function reported. */
export async function jsonOf({ answer }: { answer: Answer }): Promise<unknown> {
  if (answer.kind !== 'response') throw new Error(JSON.stringify(answer));
  return JSON.parse(await textOf(answer.body));
}

function follow(stream: NodeJS.ReadableStream | null, lines: string[]): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  stream?.on('end', () => rest !== '' && lines.push(rest));
}

/** A process and all that descend from it, also those in process groups of their own. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1]);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
    } catch {}
  }
  const family = [pid];
  for (const member of family) family.push(...(parents.get(member) ?? []));
  return family;
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
