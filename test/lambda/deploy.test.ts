import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './cloud.ts';

/** Programs that note what they are called with and answer like an account; the real ones need one. */
const AWS = `#!/bin/sh
echo "aws $*" >> "$CALLS"
case "$*" in
  *StackStatus*) [ -f "$STATE/stack" ] && echo CREATE_COMPLETE ;;
  *'cloudformation deploy'*) touch "$STATE/stack" ;;
  *RepositoryUri*) echo 123456789012.dkr.ecr.eu-central-1.amazonaws.com/repo ;;
  *ParameterKey*) echo None ;;
  *OutputKey==*Url*) echo https://abc.lambda-url.eu-central-1.on.aws/ ;;
  *'ssm get-parameter'*) [ -f "$STATE/token" ] || exit 254 ;;
  *'ssm put-parameter'*) file=\${*##*file://}; cat "$file" > "$STATE/token" ;;
  *get-login-password*) echo password ;;
  *describe-images*) echo sha256:abc ;;
esac`;
const DOCKER = `#!/bin/sh
echo "docker $*" >> "$CALLS"
cat > /dev/null`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stillpage-deploy-'));
  mkdirSync(join(folder, 'bin'));
  for (const [name, text] of [
    ['aws', AWS],
    ['docker', DOCKER],
  ] as const) {
    writeFileSync(join(folder, 'bin', name), text);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const deploy = (...args: string[]) => {
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  const output = execFileSync('bash', [join(ROOT, 'lambda/setup/deploy.sh'), ...args], {
    encoding: 'utf8',
    input: '',
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder, CALLS: calls, STATE: folder },
  });
  return { output, calls: readFileSync(calls, 'utf8').trim().split('\n') };
};

test('the first time makes the repository, a token, the image and then the functions, in this order', () => {
  const { output, calls } = deploy('--region', 'eu-central-1', 'AlertEmail=you@example.org');
  const steps = calls.filter((call) => /deploy|put-parameter|docker (build|push)/.test(call));
  expect(steps.map((step) => step.split(' ').slice(0, 3).join(' '))).toEqual([
    'aws cloudformation deploy',
    'aws ssm put-parameter',
    'docker build --platform',
    expect.stringMatching(/^docker push /),
    'aws cloudformation deploy',
  ]);
  expect(steps[0]).not.toContain('ImageUri');
  expect(steps[2]).toContain('linux/amd64 --target debian');
  expect(steps[4]).toContain('ImageUri=123456789012.dkr.ecr.eu-central-1.amazonaws.com/repo@sha256:abc');
  expect(steps[4]).toContain('AlertEmail=you@example.org');
  expect(output).toContain('https://abc.lambda-url.eu-central-1.on.aws/');
});

test('the token is random, is never an argument nor printed, and stays at the next deployment', () => {
  const { output, calls } = deploy('--region', 'eu-central-1');
  const token = JSON.parse(readFileSync(join(folder, 'token'), 'utf8'));
  expect(token).toEqual({
    Name: '/stillpage/token',
    Type: 'SecureString',
    Value: expect.stringMatching(/^sp_[A-Za-z0-9_-]{43}$/),
  });
  expect(output + calls.join()).not.toContain(token.Value);
  const again = deploy('--region', 'eu-central-1', 'CaptureMemory=3008').calls;
  expect(again.some((call) => call.includes('put-parameter'))).toBe(false);
  // Only the last step of an update touches the stack: it has the repository already.
  expect(again.filter((call) => call.startsWith('aws cloudformation deploy'))).toHaveLength(1);
});

test('what it does not know it says, before it does anything', () => {
  expect(() => deploy('--region', 'eu-central-1', '--fast')).toThrow();
  expect(() => deploy()).toThrow();
});
