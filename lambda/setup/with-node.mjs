// node lambda/setup/with-node.mjs COMMAND [ARG ...]: a command of node_modules/.bin under the Node that the packages need.
import { become, binOf } from './child.mjs';
import { ensurePackages } from './packages.mjs';
import { inRoot } from './root.mjs';

const [command, ...args] = process.argv.slice(2);
ensurePackages();
become(binOf(command), args, { cwd: inRoot() });
