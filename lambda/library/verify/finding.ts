/** What can be wrong in a library. A test holds one case for each. */
export const PROBLEMS = {
  'unreadable-record': 'is not a record this version can read; it is kept',
  'missing-file': 'is named by its record and not there',
  'damaged-file': 'is not what its record says; it is kept',
  'file-without-record': 'belongs to no record; it is kept',
  'forgotten-save': 'waits to be captured, and is not in the queue',
  'version-without-link': 'is named by no link',
  'missing-version': 'is named by its link and not there',
  'unnoted-trash': 'lies in the trash, where a purge would not find it',
} as const;
export type Problem = keyof typeof PROBLEMS;

/** One thing that is wrong, with the key of the object it is about. */
export type Finding = { readonly key: string; readonly problem: Problem; readonly repaired: boolean };

/** Takes a finding; `repair` is called when repairing was asked for, and resolves to whether it could be done. */
export type Report = (key: string, problem: Problem, repair?: () => Promise<boolean>) => Promise<void>;
