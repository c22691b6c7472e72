import { quoted } from './css-writing.ts';
import { type FrameWorld, timed } from './frame-worlds.ts';

/** Names that a sheet can be given without an escape. */
const PLAIN_NAME = /^--[\w-]+$/;
/** A value that can neither end its declaration nor ask for anything. */
const PLAIN_VALUE = /^[\w\s#%.,+*/()-]*$/;

/** `@property` rules for what script registered in a frame; nothing when the debugger does not say. */
export async function registeredProperties({ session, contextId }: FrameWorld): Promise<string> {
  try {
    await Promise.all([session.send('DOM.enable'), session.send('CSS.enable')]);
    await session.send('DOM.getDocument', { depth: 0 });
    const { result } = await session.send('Runtime.evaluate', {
      expression: 'document.documentElement',
      contextId,
    });
    const { nodeId } = await session.send('DOM.requestNode', { objectId: result.objectId ?? '' });
    const { cssPropertyRegistrations } = await timed(session.send('CSS.getMatchedStylesForNode', { nodeId }));
    return (cssPropertyRegistrations ?? []).map(ruleOf).join('');
  } catch {
    return '';
  } finally {
    await Promise.all([session.send('CSS.disable'), session.send('DOM.disable')]).catch(() => {});
  }
}

function ruleOf(registration: {
  propertyName: string;
  syntax: string;
  inherits: boolean;
  initialValue?: { text: string };
}): string {
  const { propertyName, syntax, inherits, initialValue } = registration;
  const value = initialValue?.text ?? '';
  if (!PLAIN_NAME.test(propertyName) || !PLAIN_VALUE.test(value) || /url|src|image/i.test(value)) return '';
  const initial = initialValue ? `;initial-value:${value}` : '';
  return `@property ${propertyName}{syntax:${quoted(syntax)};inherits:${inherits}${initial}}`;
}
