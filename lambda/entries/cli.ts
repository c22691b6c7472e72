import { ERROR_TABLE, failure } from '@stillpage/shared/errors.ts';
import { Command, CommanderError } from 'commander';
import { STILLPAGE_VERSION } from '../version.ts';
import { endSignal } from './cli/end-signal.ts';
import { sayFailure, type Voice } from './cli/terminal.ts';

/** Each command's module is loaded when it is called: `--help` waits for no browser and no index. */
const signal = endSignal();
const voice: Voice = { json: process.argv.includes('--json') };
const collect = (value: string, list: string[]) => [...list, value];
const program = new Command('stillpage')
  .description('Keeps the web as you saw it.')
  .version(STILLPAGE_VERSION)
  .showHelpAfterError('(stillpage --help shows the commands)')
  .addHelpText('after', exitCodes())
  .exitOverride()
  .configureOutput(voice.json ? { writeErr: () => undefined } : {});

const folder = ['--folder <folder>', 'the library (default: STILLPAGE_FOLDER, else ~/Stillpage)'] as const;
const json = ['--json', 'one JSON object on standard output, nothing else'] as const;
const allow = [
  '--allow-network <address[/bits][:port]>',
  'an address inside your network that pages may reach; may be given again',
  collect,
  [] as string[],
] as const;

program
  .command('save <url>')
  .description('save a page into the library and print its link')
  .option('-t, --tag <tag>', 'a tag; may be given again', collect, [])
  .option('--title <title>', 'a title of your own')
  .option('--note <note>', 'a note')
  .option('--private', 'only a token opens the still')
  .option('--no-wait', 'do not wait for the capture')
  .option(...allow)
  .option(...folder)
  .option(...json)
  .action(async (url, flags) =>
    (await import('./cli/library-commands.ts')).saveToLibrary(url, flags, signal),
  );

program
  .command('capture <url>')
  .description('freeze a page into files, without library or server')
  .option('-o, --out <file>', 'the still, one self-contained HTML file')
  .option('--screenshot <file>', 'the whole page as WebP')
  .option('--thumbnail <file>', 'a small picture as WebP')
  .option('--text <file>', 'the readable text as Markdown')
  .option('--pdf <file>', 'the page as PDF')
  .option('--archive <file>', 'what the page was made of, as WACZ')
  .option('--timeout <seconds>', 'longest time in all')
  .option('--width <px>', 'width of the window')
  .option('--height <px>', 'height of the window')
  .option('--scale <factor>', 'device pixels for each CSS pixel')
  .option('--dark', 'ask for the dark scheme')
  .option('--locale <tag>', 'language to ask for, as in zh-CN')
  .option('--timezone <zone>', 'time zone, as in Asia/Shanghai')
  .option('--consent', 'answer consent banners, with no where that can be, before the page is frozen')
  .option(...allow)
  .option(...json)
  .action(async (url, flags) => (await import('./cli/capture.ts')).captureToFiles(url, flags, signal));

program
  .command('check <file>')
  .description('say where a still is from and whether the file is as it was made')
  .option(...json)
  .action(async (file, flags) => (await import('./cli/check-command.ts')).checkStill(file, flags));

program
  .command('list')
  .description('list the library, newest first')
  .option('-t, --tag <tag>', 'only links with this tag; several are AND', collect, [])
  .option('--q <words>', 'only links that contain these words, best first')
  .option('--limit <count>', 'at most this many')
  .option(...folder)
  .option(...json)
  .action(async (flags) => (await import('./cli/library-commands.ts')).listLibrary(flags, signal));

program
  .command('serve')
  .description('run the server over the library until Ctrl-C')
  .option('--port <port>', 'port to listen on (default: 8042)')
  .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
  .option('--base <url>', 'address that links name, when it is another than the one listened on')
  .option('--chromium-extension <folder>', 'where the built extension is, for the instructions')
  .option('--firefox-extension <folder>', 'the same for Firefox')
  .option('--consent', 'answer consent banners, with no where that can be, in every capture')
  .option('--captures-per-hour <count>', 'captures that one token may ask for in an hour (default: 3000)')
  .option('--captures-per-day <count>', 'captures of the whole library on one day (default: 10000)')
  .option('--wrong-tokens-per-minute <count>', 'wrong tokens answered to one address (default: 30)')
  .option(...allow)
  .option(...folder)
  .option(...json)
  .action(async (flags) => (await import('./cli/serve-command.ts')).serve(flags, signal));

program
  .command('token')
  .description('print the connect string to paste into the extension')
  .option('--new <name>', 'make another token and print its connect string')
  .option('--list', 'list the tokens by name and hash')
  .option('--scope <scope>', 'for --new: save, read or admin (default); may be given again', collect, [])
  .option('--days <count>', 'for --new: days until it ends by itself')
  .option('--rotate <hash>', 'put a new token in the place of the one whose hash begins so, and print it')
  .option('--revoke <hash>', 'revoke the token whose hash begins so')
  .option('--revoke-views', 'end every signed address that opens a private still')
  .option(...folder)
  .option(...json)
  .action(async (flags) => (await import('./cli/token-command.ts')).manageTokens(flags, signal));

program
  .command('reindex')
  .description('build the search index anew from the records')
  .option(...folder)
  .option(...json)
  .action(async (flags) => (await import('./cli/reindex-command.ts')).reindex(flags, signal));

program
  .command('import <file>')
  .description('bring in bookmarks: HTML of any browser, CSV, JSON, a list of addresses; - is standard input')
  .option('--format <form>', 'html, csv, json or urls, when the file does not show it')
  .option('-t, --tag <tag>', 'a tag for all of them; may be given again', collect, [])
  .option('--no-folders', 'do not make tags of folders')
  .option('--capture', 'capture the pages too, one after the other')
  .option(...allow)
  .option(...folder)
  .option(...json)
  .action(async (file, flags) =>
    (await import('./cli/import-command.ts')).importBookmarks(file, flags, signal),
  );

program
  .command('export')
  .description('write every link to standard output or a file, or all stills into a folder')
  .option('--format <form>', 'html (bookmarks), csv, jsonl or urls', 'html')
  .option('-t, --tag <tag>', 'only links with this tag; several are AND', collect, [])
  .option('-o, --out <file>', 'a file in place of standard output')
  .option('--archive <folder>', 'stills, pictures and an index page that need no program')
  .option(...folder)
  .option(...json)
  .action(async (flags) => (await import('./cli/export-command.ts')).exportLibrary(flags, signal));

program
  .command('verify')
  .description('check every record against its files')
  .option('--repair', 'put right what can be; needs the folder for itself')
  .option(...folder)
  .option(...json)
  .action(async (flags) => (await import('./cli/verify-command.ts')).verify(flags, signal));

program
  .command('cost')
  .description('what a library in AWS really cost, per still and per month')
  .option('--days <days>', 'over this many days back from now', '30')
  .option('--region <region>', 'where it runs (default: AWS_REGION)')
  .option('--architecture <name>', "the functions': x86_64 or arm64", 'x86_64')
  .option(...json)
  .action(async (flags) => (await import('./cli/cost-command.ts')).showCost(flags));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its own line for a person; help and version are no errors.
    const wrong = failure('invalid-request', error.message.replace(/^error: /, ''));
    if (error.exitCode !== 0 && voice.json) sayFailure(voice, wrong);
    else process.exitCode = error.exitCode === 0 ? 0 : ERROR_TABLE['invalid-request'].exit;
  } else if (signal.aborted) {
    process.exitCode = 130;
  } else {
    if (!voice.json) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    sayFailure(voice, failure('internal'));
  }
}
// A handle that a library forgot must not keep a finished command alive.
process.stdout.write('', () => process.exit());

function exitCodes(): string {
  const rows = Object.entries(ERROR_TABLE)
    .sort(([, a], [, b]) => a.exit - b.exit)
    .map(([code, { exit }]) => `  ${String(exit).padStart(3)}  ${code}`);
  return `\nExit codes:\n    0  done, or partial: saved with something missing\n${rows.join('\n')}\n  130  interrupted`;
}
