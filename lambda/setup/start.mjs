// `npm start`: puts everything in place, then becomes the server over a folder library.
import { become } from './child.mjs';
import { ensureExtension, extensionFolder, TARGETS } from './extension-build.mjs';
import { modernNode, PROGRAM_ENVIRONMENT, PROGRAM_FLAGS } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { inRoot } from './root.mjs';

ensurePackages();
const problem = await ensureExtension();
if (problem) process.stderr.write(`${problem}\n`);
const built = problem ? [] : TARGETS.flatMap((target) => [`--${target}-extension`, extensionFolder(target)]);
become(
  modernNode(),
  [...PROGRAM_FLAGS, inRoot('lambda', 'entries', 'cli.ts'), 'serve', ...built, ...process.argv.slice(2)],
  {
    env: PROGRAM_ENVIRONMENT,
  },
);
