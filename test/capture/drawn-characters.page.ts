/**
 * Which of some characters come out as a picture of their own: not blank, and not the box that stands for a missing
 * glyph. Runs in a page; self-contained. Returns those that do not, and whether the box itself could be seen.
 */
export function undrawnCharacters(
  characters: readonly string[],
  /** As a canvas takes it; of at most 16 pixels. */
  font: string,
): { undrawn: string[]; boxIsSeen: boolean } {
  const side = 24;
  const across = 64;
  const canvas = document.createElement('canvas');
  canvas.width = across * side;
  const pictureOf = (context: CanvasRenderingContext2D, index: number) => {
    const x = (index % across) * side;
    const y = Math.floor(index / across) * side;
    const { data } = context.getImageData(x, y, side, side);
    let picture = '';
    for (let at = 3; at < data.length; at += 4) picture += String.fromCharCode(data[at] as number);
    return picture;
  };
  const draw = (batch: readonly string[]): string[] => {
    canvas.height = Math.ceil(batch.length / across) * side;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('There is no canvas.');
    context.font = font;
    context.textBaseline = 'middle';
    for (const [index, character] of batch.entries()) {
      context.save();
      context.beginPath();
      context.rect((index % across) * side, Math.floor(index / across) * side, side, side);
      context.clip();
      context.fillText(character, (index % across) * side + 4, Math.floor(index / across) * side + side / 2);
      context.restore();
    }
    return batch.map((_, index) => pictureOf(context, index));
  };
  // Two code points that nobody has given a meaning to.
  const boxes = new Set(draw(['\u0378', '\u{ffff0}']));
  const blank = '\0'.repeat(side * side);
  const boxIsSeen = !boxes.has(blank);
  const undrawn: string[] = [];
  for (let at = 0; at < characters.length; at += 2048) {
    const batch = characters.slice(at, at + 2048);
    for (const [index, picture] of draw(batch).entries())
      if (picture === blank || boxes.has(picture)) undrawn.push(batch[index] as string);
  }
  return { undrawn, boxIsSeen };
}
