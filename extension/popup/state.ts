import type { Connection } from '@stillpage/shared/connect-string.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import type { Tabs } from 'webextension-polyfill';
import type { WaitingEdit } from '../background/edits.ts';
import type { OutboxEntry } from '../background/outbox.ts';
import type { Behind } from '../replica/behind.ts';
import type { FirstScreen, Replica, ReplicaLink, ReplicaTag } from '../replica/database.ts';
import type { SeenProgress } from '../seen/progress.ts';
import type { Settings } from '../settings.ts';

/** Everything the popup shows; a component draws from it and nothing else. */
export type PopupState = {
  readonly settings: Settings;
  readonly tab?: Tabs.Tab | undefined;
  /** The link of the page this popup was opened on, when it is saved already. */
  readonly known?: ReplicaLink | undefined;
  readonly first: FirstScreen;
  readonly outbox: readonly OutboxEntry[];
  /** Changes of links that the backend does not know yet. */
  readonly edits: readonly WaitingEdit[];
  /** Every tag of the library, once something needed more than the first screen's. */
  readonly everyTag?: readonly ReplicaTag[] | undefined;
  /** Most tags drawn; 0 while only the first lines are open. */
  readonly tagsShown: number;
  readonly chosenTags: readonly string[];
  /** Words in the search field. */
  readonly typed: string;
  /** Most rows of the list. */
  readonly rows: number;
  /** What the list shows: newest, or the links of the chosen tags and words. */
  readonly links: readonly ReplicaLink[];
  /** What the person changed on the page's card; undefined where nothing. */
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly note?: string | undefined;
  /** The link whose row is being edited, with what was changed so far. */
  readonly editing?:
    | {
        readonly id: string;
        readonly title: string;
        readonly tags: readonly string[];
        readonly note: string;
      }
    | undefined;
  /** A link deleted a moment ago, for whoever did not mean it. */
  readonly deleted?: ReplicaLink | undefined;
  /** Its save, where that waited still. */
  readonly deletedSave?: OutboxEntry | undefined;
  /** The server whose own page this tab shows. */
  readonly here?: Connection | undefined;
  /** What the backend says of the page's newest version. */
  readonly record?: SnapshotAnswer | undefined;
  readonly progress?: SeenProgress | undefined;
  /** Tags of the library that fit the page, from the backend. */
  readonly suggested: readonly string[];
  /** Every version of the page, once asked for. */
  readonly versions?: readonly SnapshotAnswer[] | undefined;
  /** The tag field that has the focus. */
  readonly field: string;
  /** A tag half typed, the completions offered for it, and the one the arrows are on (-1: none). */
  readonly draft: string;
  readonly offers: readonly ReplicaTag[];
  readonly offer: number;
  /** The snapshot made by this popup's Save. */
  readonly savedId?: string | undefined;
  /** That save is of what this tab shows. */
  readonly savedSeen?: boolean;
  /** The row or save whose link was copied a moment ago. */
  readonly copied?: string | undefined;
  /** How far the list is behind the backend's; undefined until the first paint. */
  readonly behind?: Behind;
  /** The list could not be opened. */
  readonly listBroken?: boolean;
  /** The browser had no room for the save. */
  readonly noRoom?: boolean;
};

export let state: PopupState = {
  settings: { defaultTags: [], visibility: 'link' },
  first: { writes: 0, total: 0, tags: [], tagsTotal: 0, newest: [] },
  outbox: [],
  edits: [],
  tagsShown: 0,
  chosenTags: [],
  typed: '',
  rows: 0,
  links: [],
  suggested: [],
  field: 'tag',
  draft: '',
  offers: [],
  offer: -1,
};

let draw = () => {};

/** Names what draws the state; called once, when the first screen has been read. */
export function drawWith(drawing: () => void): void {
  draw = drawing;
  draw();
}

/** Changes the state and draws it. */
export function change(changes: Partial<PopupState>): void {
  state = { ...state, ...changes };
  draw();
}

let database: Replica | undefined;

/** Names the replica that is shown. */
export function showReplica(opened: Replica): void {
  database = opened;
}

/** The replica that is shown; throws where the browser would not open one. */
export function replica(): Replica {
  if (!database) throw new Error('The replica is not open.');
  return database;
}

/** The same popup beside the page: Chromium's side panel, Firefox's sidebar. */
export const inPanel = document.body.classList.contains('panel');

/** The viewer page of a link's newest version. */
export function stillAddress(snapshotId: string): string {
  return `${state.settings.connection?.base ?? ''}/s/${snapshotId}`;
}
