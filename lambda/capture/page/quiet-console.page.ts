/**
 * Runs in the page's own world before its script: what it says to the console and what it does not catch is told to
 * nobody. Each line would go through the browser's one main thread, which a flood of them holds for minutes.
 */
export function quietConsole(): void {
  const said =
    'log info warn error debug trace dir dirxml table group groupCollapsed groupEnd count countReset time timeLog timeEnd timeStamp assert'.split(
      ' ',
    );
  const { assert } = console;
  // An assertion that holds says nothing, and is as native a function as the one in whose place it stands.
  for (const name of said) Reflect.set(console, name, assert.bind(console, true));
  const unheard = (event: Event) => event.preventDefault();
  addEventListener('error', unheard);
  addEventListener('unhandledrejection', unheard);
}
