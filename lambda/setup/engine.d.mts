/** Types of engine.mjs, which runs before TypeScript can. */
export function engineBinding(
  platform?: string,
  architecture?: string,
): { readonly name: string; readonly version: string } | undefined;
export function ensureEngine(): string | undefined;
