import { ERROR_TABLE } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import { STILLPAGE_VERSION } from '../version.ts';
import { API_SCHEMAS, type ApiSchemaName, REQUEST_SCHEMAS } from './api-schemas.ts';
import { OPERATIONS, type Operation } from './operations.ts';

let document: object | undefined;

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function openApiDocument(): object {
  document ??= {
    openapi: '3.1.0',
    info: {
      title: 'Stillpage',
      version: STILLPAGE_VERSION,
      description: `Errors are { error: { code, message, retryable } }; the codes: ${Object.keys(ERROR_TABLE).join(', ')}.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{ token: [] }],
    paths: pathsOf(),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(
        Object.entries(API_SCHEMAS).map(([name, schema]) => [
          name,
          jsonSchema(schema, REQUEST_SCHEMAS.has(name) ? 'input' : 'output'),
        ]),
      ),
    },
  };
  return document;
}

function pathsOf() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] ??= {};
    paths[path][method] = describe(path, operation);
  }
  return paths;
}

function describe(
  path: string,
  { summary, answer, status = 200, body, file, query, ifMatch, open }: Operation,
) {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const asked = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: withoutDialect(jsonSchema(schema as z.ZodType, 'input')),
  }));
  const seen = ifMatch
    ? [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }]
    : [];
  const parameters = [...named, ...asked, ...seen];
  const content =
    typeof answer === 'string'
      ? { 'application/json': { schema: reference(answer) } }
      : { [answer.type]: {} };
  return {
    summary,
    ...(open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } } }
      : {}),
    ...(file ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } } : {}),
    responses: {
      [status]: { description: 'Success.', content },
      default: { description: 'A failure.', content: { 'application/json': { schema: reference('Error') } } },
    },
  };
}

function reference(name: ApiSchemaName) {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  return withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

function withoutDialect({ $schema: _dialect, ...rest }: Record<string, unknown>) {
  return rest;
}
