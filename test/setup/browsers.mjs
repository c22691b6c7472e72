// Plain JavaScript: the set-up runs it before the modern Node is known to be there.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Where the real browsers of the end-to-end tests are looked for, first match first; an environment variable goes before all. */
const PLACES = {
  chromium: {
    variable: 'STILLPAGE_TEST_CHROMIUM',
    debian: 'chromium',
    paths: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome-stable',
      '/usr/bin/google-chrome',
      '/snap/bin/chromium',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
  },
  firefox: {
    variable: 'STILLPAGE_TEST_FIREFOX',
    debian: 'firefox-esr',
    paths: [
      '/usr/bin/firefox-esr',
      '/usr/lib/firefox-esr/firefox-esr',
      '/snap/bin/firefox',
      '/usr/bin/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ],
  },
};

/** The path of an installed browser, or undefined. A set variable that names nothing is an error, not a fallback. */
export function findBrowser(name) {
  const { variable, paths } = PLACES[name];
  const named = process.env[variable];
  if (named && !existsSync(named)) throw new Error(`${variable} names ${named}, which is not there.`);
  return named || paths.find(isRealBrowser);
}

/** Ubuntu's /usr/bin/chromium-browser and firefox may be shell scripts that only ask for the snap. */
function isRealBrowser(path) {
  if (!existsSync(path)) return false;
  try {
    const head = readFileSync(path).subarray(0, 4096).toString('latin1');
    return !(head.startsWith('#!') && /requires the (chromium|firefox) snap/.test(head));
  } catch {
    return true;
  }
}

/** Finds both browsers, installing what is missing with apt where this user may. Returns one line for each that stays missing. */
export function ensureBrowsers() {
  const missing = Object.keys(PLACES).filter((name) => !findBrowser(name));
  if (missing.length === 0) return [];
  const packages = missing.map((name) => PLACES[name].debian);
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (existsSync('/usr/bin/apt-get') && (prefix.length === 0 || existsSync('/usr/bin/sudo'))) {
    process.stderr.write(`Installing ${packages.join(' and ')} for the tests (once) …\n`);
    apt(prefix, ['update', '-qq']);
    apt(prefix, ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  return missing
    .filter((name) => !findBrowser(name))
    .map(
      (name) =>
        `The tests need a real ${name}: install it (Debian: apt-get install ${PLACES[name].debian}) or name one in ${PLACES[name].variable}.`,
    );
}

function apt(prefix, args) {
  const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
}
