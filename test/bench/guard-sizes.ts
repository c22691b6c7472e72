/** Length of the site's answers: a small picture. */
export const ANSWER_BYTES = 4096;
