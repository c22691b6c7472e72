/** Types of node.mjs, which runs before TypeScript can. */
export const PROGRAM_ENVIRONMENT: Readonly<Record<string, string>>;
export const PROGRAM_FLAGS: readonly string[];
