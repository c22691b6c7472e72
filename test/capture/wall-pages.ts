import { ASKING } from './wall-pages/asking.ts';
import { CHALLENGES } from './wall-pages/challenges.ts';
import { CHINESE_CHALLENGES } from './wall-pages/chinese-challenges.ts';
import { PAGES } from './wall-pages/pages.ts';
import type { WallPage } from './wall-pages/wall-page.ts';

/** Walls and pages, each with what it is to be taken for. */
export const WALL_PAGES: readonly WallPage[] = [...CHALLENGES, ...CHINESE_CHALLENGES, ...ASKING, ...PAGES];
