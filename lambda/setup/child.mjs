import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { childEnvironment } from './node.mjs';
import { inRoot } from './root.mjs';

/**
 * Runs a command in the caller's place and ends with its exit code. Signals reach the child; the channel
 * tells it when this process is gone, however it went.
 */
export function become(command, args, { cwd = process.cwd(), env = {} } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...env, ...childEnvironment() },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The terminal sends its own interrupt to the whole group; this process only has to outlive the child.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** The tree's own command by name, as an argument list for the modern Node. */
export function binOf(name) {
  return inRoot('node_modules', '.bin', name);
}
