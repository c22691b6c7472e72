import '../polyfilled.ts';
import { render } from 'preact';
import browser from '../browser.ts';
import { loadLanguage, pageLanguage, text } from '../messages.ts';
import { current, drawSettingsWith } from './change-settings.ts';
import { ConnectionPart } from './connection-part.tsx';
import { DefaultsPart, GrantsPart, LanguagePart } from './defaults-part.tsx';
import { LibraryPart } from './library-part.tsx';

function Options() {
  return (
    <>
      <header>
        <img src="/icons/48.png" width="40" height="40" alt="" />
        <h1>{text('optionsTitle')}</h1>
      </header>
      <ConnectionPart />
      <DefaultsPart />
      <GrantsPart />
      <LibraryPart />
      <LanguagePart />
      <section>
        <h2>{text('keys')}</h2>
        <p>{text('keysHelp')}</p>
      </section>
    </>
  );
}

await loadLanguage(current().language);
document.title = text('optionsTitle');
document.documentElement.lang = pageLanguage();
document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir') || 'ltr';
const place = document.querySelector('#options');
if (place) drawSettingsWith(() => render(<Options />, place));
