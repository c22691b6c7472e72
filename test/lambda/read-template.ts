import { createRequire } from 'node:module';

/** One resource as the template writes it; intrinsic functions are objects with one key. */
export type Resource = {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties are whatever CloudFormation takes.
  readonly Properties: any;
  readonly Condition?: string;
};
export type Template = {
  readonly Parameters: Readonly<
    Record<string, { readonly Description?: string; readonly Default?: unknown }>
  >;
  readonly Resources: Readonly<Record<string, Resource>>;
};

type Yaml = {
  load(text: string, options: object): unknown;
  Type: new (tag: string, options: object) => object;
  DEFAULT_SCHEMA: { extend(types: object[]): object };
};

/** Short forms of CloudFormation's functions in the kinds of value they stand before. */
const FUNCTIONS = [
  'Ref',
  'Sub',
  'GetAtt',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'Join',
  'Select',
  'Split',
  'Condition',
];

/** Reads a template with its short forms as the long ones: `!Ref X` is `{ Ref: 'X' }`, `!Sub x` is `{ 'Fn::Sub': 'x' }`. */
export function readTemplate(text: string): Template {
  const yaml = createRequire(import.meta.url)('js-yaml') as Yaml;
  const types = FUNCTIONS.flatMap((name) =>
    ['scalar', 'sequence', 'mapping'].map(
      (kind) =>
        new yaml.Type(`!${name}`, {
          kind,
          construct: (value: unknown) => ({
            [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value,
          }),
        }),
    ),
  );
  return yaml.load(text, { schema: yaml.DEFAULT_SCHEMA.extend(types) }) as Template;
}
