/** What `work` gives, or a refusal after so many milliseconds; the work itself goes on. */
export async function timely<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Error('it took too long')), milliseconds);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
