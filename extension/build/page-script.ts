import { build, type Plugin } from 'vite';
import { builtFiles } from './built-files.ts';

/** What is put into a tab to freeze it is one classic script: a module could only come from an address that pages may ask for. */
export function pageScript(entry: string): Plugin {
  return {
    name: 'page-script',
    apply: 'build',
    async generateBundle() {
      const built = await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          write: false,
          target: 'es2023',
          lib: { entry, name: 'stillpageSeen', formats: ['iife'], fileName: () => 'freeze-frame.js' },
        },
      });
      for (const file of builtFiles(built))
        if (file.type === 'chunk')
          this.emitFile({ type: 'asset', fileName: 'seen/freeze-frame.js', source: file.code });
    },
  };
}
