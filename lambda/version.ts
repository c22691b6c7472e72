import manifest from '../package.json' with { type: 'json' };

/** The version of the whole product, from the root package. */
export const STILLPAGE_VERSION: string = manifest.version;
