import { URL_MAX_LENGTH } from '@stillpage/shared/canonical-url.ts';
import type { MessageName } from './messages.ts';

/** The page that a tab is about: its source and its reading view are shown under addresses of the browser's own. */
export function pageAddress(shown = ''): string {
  if (shown.startsWith('about:reader?')) return new URLSearchParams(shown.slice(13)).get('url') ?? shown;
  return shown.replace(/^view-source:/, '');
}

/** Why an address that `parsePageUrl` refuses cannot be saved, in plain words. */
export function whyNotSavable(address: string): MessageName {
  if (address.startsWith('file:')) return 'notSavableFile';
  if (/^(blob|data|filesystem|javascript):/.test(address)) return 'notSavableMade';
  if (/^https?:/.test(address))
    return address.length > URL_MAX_LENGTH ? 'notSavableLong' : 'notSavablePassword';
  return address === '' ? 'notSavable' : 'notSavableBrowser';
}
