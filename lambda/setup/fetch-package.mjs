import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Unpacks a package, `name@version`, from the registry into an empty folder, whatever platform it is for; npm checks
 * the archive against the registry's digest. Answers with the folder of its files, or undefined when it is not to be had.
 */
export function fetchPackage(wanted, folder) {
  const run = (command, args) =>
    spawnSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  if (!run('npm', ['pack', '--silent', '--ignore-scripts', wanted])) return undefined;
  const [archive = ''] = readdirSync(folder);
  return run('tar', ['xzf', archive]) ? join(folder, 'package') : undefined;
}
