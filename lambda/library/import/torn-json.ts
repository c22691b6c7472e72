/** The objects of a list that is cut off or damaged, as far as they are whole, each as text. */
export function* objectsIn(text: string): Generator<string> {
  let depth = 0;
  let start = 0;
  let inText = false;
  for (let at = text.indexOf('[') + 1; at > 0 && at < text.length; at += 1) {
    const sign = text[at];
    if (inText) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (sign === '}') {
      depth -= 1;
      if (depth === 0) yield text.slice(start, at + 1);
      if (depth < 0) return;
    }
  }
}
