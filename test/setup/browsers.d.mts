export function findBrowser(name: 'chromium' | 'firefox'): string | undefined;
export function ensureBrowsers(): string[];
