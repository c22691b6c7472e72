// Loaded before a server: its search engine is a file that this machine cannot load.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@lancedb/lancedb') throw new Error('libgcc_s.so.1: cannot open shared object file');
    return next(specifier, context);
  },
});
