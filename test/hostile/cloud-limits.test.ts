import { readFileSync } from 'node:fs';
import { CLOUD_LIMITS, LIMIT_VARIABLES, type Limits, readLimits } from '@stillpage/lambda/http/limits.ts';
import { expect, test } from 'vitest';
import { readTemplate } from '../lambda/read-template.ts';

const { Parameters, Resources } = readTemplate(
  readFileSync(new URL('../../template.yaml', import.meta.url), 'utf8'),
);
const variables = Resources.ApiFunction?.Properties.Environment.Variables;

test('each limit is a parameter of the template, with the value that holds without it', () => {
  for (const [name, variable] of Object.entries(LIMIT_VARIABLES)) {
    const parameter: string = variables[variable]?.Ref;

    expect(parameter, variable).toBeDefined();
    expect(Parameters[parameter]?.Default, parameter).toBe(CLOUD_LIMITS[name as keyof Limits]);
    // CloudFormation hands a number over as its digits.
    expect(readLimits({}, { [variable]: '7' }, CLOUD_LIMITS)).toMatchObject({ value: { [name]: 7 } });
  }
});
