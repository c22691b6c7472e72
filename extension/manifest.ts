import { defineManifest, type ManifestV3Export } from '@crxjs/vite-plugin';
import product from '../package.json' with { type: 'json' };

/** The browsers the extension is built for. */
export type Target = 'chromium' | 'firefox';

/** A manifest that is there already, not one still to be made. */
export type Manifest = Extract<ManifestV3Export, { readonly manifest_version: number }>;

/** None of these shows a warning at install; everything more would be optional and asked for at use. */
const PERMISSIONS = [
  'activeTab',
  'alarms',
  'contextMenus',
  'scripting',
  'storage',
  'unlimitedStorage',
] as const;

/** The manifest of one target; what differs is the kind of background script and the store's own fields. */
export function manifestFor(target: Target): Manifest {
  const icons = { 16: 'icons/16.png', 32: 'icons/32.png', 48: 'icons/48.png', 128: 'icons/128.png' };
  return defineManifest({
    manifest_version: 3,
    name: '__MSG_name__',
    description: '__MSG_description__',
    version: product.version,
    default_locale: 'en',
    icons,
    permissions: [...PERMISSIONS, ...(target === 'chromium' ? ['sidePanel'] : [])].sort(),
    // Asked for at use: all tabs at once and the badge of saved pages; the import; pictures of other sites in what is saved as seen.
    optional_permissions: ['bookmarks', 'tabs'],
    optional_host_permissions: ['*://*/*'],
    action: { default_popup: 'popup/index.html', default_title: '__MSG_actionTitle__', default_icon: icons },
    options_ui: { page: 'options/index.html', open_in_tab: true },
    omnibox: { keyword: 'st' },
    commands: {
      _execute_action: { suggested_key: { default: 'Alt+Shift+K' } },
      'save-now': { suggested_key: { default: 'Alt+Shift+S' }, description: '__MSG_commandSaveNow__' },
    },
    content_security_policy: {
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
    ...(target === 'chromium'
      ? {
          background: { service_worker: 'background/main.ts', type: 'module' },
          side_panel: { default_path: 'panel/index.html' },
          minimum_chrome_version: '120',
        }
      : {
          background: { scripts: ['background/main.ts'], type: 'module' },
          sidebar_action: {
            default_panel: 'panel/index.html',
            default_title: '__MSG_name__',
            default_icon: icons,
            open_at_install: false,
          },
          browser_specific_settings: {
            gecko: {
              id: 'stillpage@stillpage.dev',
              strict_min_version: '142.0',
              data_collection_permissions: {
                required: ['bookmarksInfo', 'browsingActivity', 'websiteContent'],
              },
            },
          },
        }),
  } as Parameters<typeof defineManifest>[0]) as Manifest;
}
