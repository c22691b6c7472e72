import { ADDRESSES } from './addresses.ts';
import { CSS } from './css.ts';
import { FREEZER } from './freezer.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { IMPORTS } from './imports.ts';
import { ROUTES } from './routes.ts';

/** Every part that is tried with random input. */
export const AREAS: readonly FuzzArea[] = [ADDRESSES, CSS, IMPORTS, ROUTES, FREEZER];
