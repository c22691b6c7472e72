import type { Capturer } from '../../capture/contract.ts';

/** A capturer that is made at its first capture: listing a library starts no browser. */
export function lazyCapturer(
  options: Parameters<typeof import('../../capture/capturer.ts')['createCapturer']>[0],
): Capturer {
  let made: Promise<Capturer> | undefined;
  const make = async () => (await import('../../capture/capturer.ts')).createCapturer(options);
  return {
    chromiumVersion: 'not started',
    async capture(job, captureOptions) {
      made ??= make();
      return (await made).capture(job, captureOptions);
    },
    async close() {
      await (await made?.catch(() => undefined))?.close();
    },
  };
}
