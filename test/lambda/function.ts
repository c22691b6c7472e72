import { type FunctionUrl, startFunctionUrl } from './function-url-front.ts';
import { jsonOf, type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';

/** A deployed function: as many sandboxes as there are invocations at once, up to its concurrency. */
export type Deployed = {
  readonly sandboxes: readonly Sandbox[];
  invoke(event: unknown): Promise<unknown>;
  withSandbox<T>(use: (sandbox: Sandbox) => Promise<T>): Promise<T>;
  url(): Promise<FunctionUrl>;
  /** Everything its sandboxes wrote into the log. */
  log(): string;
  stop(): Promise<void>;
};

export function deploy(options: SandboxOptions & { readonly concurrency?: number }): Deployed {
  const all: Sandbox[] = [];
  const idle: Sandbox[] = [];
  const urls: FunctionUrl[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  async function withSandbox<T>(use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    while (busy >= (options.concurrency ?? 10)) await new Promise<void>((resolve) => waiting.push(resolve));
    busy += 1;
    let sandbox = idle.pop();
    try {
      while (sandbox?.ended()) sandbox = idle.pop();
      if (!sandbox) {
        sandbox = await startSandbox(options);
        all.push(sandbox);
      }
      return await use(sandbox);
    } finally {
      if (sandbox && !sandbox.ended()) {
        await sandbox.api.idle();
        idle.push(sandbox);
      }
      busy -= 1;
      waiting.shift()?.();
    }
  }

  return {
    sandboxes: all,
    withSandbox,
    invoke: (event) => withSandbox(async (sandbox) => jsonOf(await sandbox.invoke(event))),
    async url() {
      const front = await startFunctionUrl(withSandbox);
      urls.push(front);
      return front;
    },
    log: () => all.flatMap(({ lines }) => lines).join('\n'),
    async stop() {
      await Promise.all(urls.map((url) => url.close()));
      await Promise.all(all.map((sandbox) => sandbox.stop()));
    },
  };
}
