#!/usr/bin/env node
// The `stillpage` command: the real one is TypeScript and runs under a modern Node.
import { become } from './child.mjs';
import { modernNode, PROGRAM_ENVIRONMENT, PROGRAM_FLAGS } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { inRoot } from './root.mjs';

ensurePackages();
become(modernNode(), [...PROGRAM_FLAGS, inRoot('lambda', 'entries', 'cli.ts'), ...process.argv.slice(2)], {
  env: PROGRAM_ENVIRONMENT,
});
