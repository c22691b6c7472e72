/** One line for whoever runs the server; never a token, never a page's content. */
export type Log = (line: string) => void;
