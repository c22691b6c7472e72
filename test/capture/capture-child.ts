// node capture-child.ts WORK_FOLDER URL: captures for ever, until it is killed.
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import { captureOnce } from './capture-once.ts';

const [workDir = '', url = ''] = process.argv.slice(2);
const capturer = await createCapturer({
  workDir,
  allowNetwork: [{ address: [127, 0, 0, 1], bits: 32 }],
});
process.stdout.write('ready\n');
await captureOnce(capturer, url);
