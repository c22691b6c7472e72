import type { FoundChromium } from './find-chromium.ts';
import { launchBrowser } from './launch.ts';

/**
 * Whether Chromium's own sandbox must stay off: as root, in Lambda, and where the system gives no user namespaces.
 * The last is found out by trying, once for each start of the server.
 */
export async function needsNoSandbox(
  chromium: FoundChromium,
  workFolder: string,
  log: (line: string) => void,
): Promise<boolean> {
  if (process.platform === 'darwin') return false;
  if (process.getuid?.() === 0 || process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined) return true;
  try {
    const launched = await launchBrowser({ chromium, workFolder, sandbox: true });
    await launched.end();
    return false;
  } catch (error) {
    if (!/sandbox|namespace|zygote/i.test((error as Error).message)) throw error;
    log('Chromium runs without its own sandbox: this system allows no user namespaces.');
    return true;
  }
}
