import { ADDRESSES } from './addresses.ts';
import { DATAGRAMS, HEADERS, SPECULATIONS } from './beyond.ts';
import { MARKUP, STYLES } from './markup.ts';
import { NAVIGATIONS } from './navigations.ts';
import { NEWER } from './newer.ts';
import { SCRIPTS, WORKERS } from './scripts.ts';
import type { WayOut } from './way-out.ts';

/** Every way out that is tried. */
export const WAYS_OUT: readonly WayOut[] = [
  ...ADDRESSES,
  ...NAVIGATIONS,
  ...MARKUP,
  ...STYLES,
  ...SCRIPTS,
  ...WORKERS,
  ...HEADERS,
  ...SPECULATIONS,
  ...DATAGRAMS,
  ...NEWER,
];
