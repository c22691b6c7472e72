import sharp from 'sharp';

/** Two different words of each script, of the same number of signs: drawn as tofu or not at all they would look alike. */
export const SCRIPTS = {
  latin: ['Still', 'Pages'],
  chinese: ['山水之间', '城市花园'],
  japanese: ['ひらがな', 'カタカナ'],
  korean: ['안녕', '서울'],
  arabic: ['سلام', 'كتاب'],
  hebrew: ['שלום', 'ספרי'],
  thai: ['ภาษา', 'ไทยก'],
  devanagari: ['नमस', 'भरत'],
  emoji: ['😀🎉', '🌍🚀'],
} as const;

const ROW_PX = 60;
const WIDTH_PX = 400;

/** Each word in a row of its own, one under the other from the top. */
export const SCRIPTS_PAGE = `<!doctype html><meta charset="utf-8"><title>Scripts</title>
<style>body{margin:0;background:#fff}p{margin:0;height:${ROW_PX}px;width:${WIDTH_PX}px;overflow:hidden;font:32px/${ROW_PX}px sans-serif;text-align:left;direction:ltr}</style>
${Object.values(SCRIPTS)
  .flat()
  .map((word) => `<p>${word}</p>`)
  .join('\n')}
<p style="height:500px"></p>`;

/** For each script, how many pixels of its two words differ; few mean that it has no font. */
export async function differences(screenshot: Uint8Array): Promise<Record<string, number>> {
  const rows = Object.keys(SCRIPTS).length * 2;
  const { data } = await sharp(screenshot)
    .extract({ left: 0, top: 0, width: WIDTH_PX, height: ROW_PX * rows })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const size = WIDTH_PX * ROW_PX;
  const row = (index: number) => data.subarray(index * size, (index + 1) * size);
  return Object.fromEntries(
    Object.keys(SCRIPTS).map((name, index) => {
      const [first, second] = [row(index * 2), row(index * 2 + 1)];
      return [name, first.filter((value, at) => Math.abs(value - (second[at] ?? 0)) > 64).length];
    }),
  );
}
