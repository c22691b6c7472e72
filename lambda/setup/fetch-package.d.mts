/** Types of fetch-package.mjs, which runs before TypeScript can. */
export function fetchPackage(wanted: string, folder: string): string | undefined;
