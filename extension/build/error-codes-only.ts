import type { Plugin } from 'vite';

/** The error table without its sentences and numbers, a tenth of the popup: the extension tells errors in the words of `_locales`. */
export function errorCodesOnly(): Plugin {
  return {
    name: 'error-codes-only',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/shared/errors.ts') ? code.replace(/^\s+(en|zh_CN|status|exit): .*,$/gm, '') : undefined,
  };
}
