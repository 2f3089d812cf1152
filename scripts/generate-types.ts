// Writes src/spec/spec.ts from schemas/cluster.schema.json: `npm run generate`; CI checks that it is current.
import {readFileSync, writeFileSync} from 'node:fs';
import {compile, type JSONSchema} from 'json-schema-to-typescript';

const BANNER = `// Generated from schemas/cluster.schema.json by scripts/generate-types.ts; do not edit.
// It is the checked spec: what has a constant default in the schema is always there.
`;

/** The schema with every property that has a default marked as required, since the check fills those in. */
export function withDefaultsRequired(schema: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    result[key] =
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? withDefaultsRequired(value as Record<string, unknown>)
        : value;
  }
  if (isRecord(schema.properties)) {
    const filled = Object.entries(schema.properties)
      .filter(([, property]) => isRecord(property) && 'default' in property)
      .map(([name]) => name);
    result.required = [...new Set([...((schema.required as string[] | undefined) ?? []), ...filled])];
  }
  if (isRecord(schema.items)) result.items = withDefaultsRequired(schema.items);
  return result;
}

/** The text of src/spec/spec.ts for the schema as it stands on disk. */
export async function specTypes(): Promise<string> {
  const schema = JSON.parse(readFileSync('schemas/cluster.schema.json', 'utf8')) as Record<string, unknown>;
  return compile({...withDefaultsRequired(schema), title: 'Spec'} as JSONSchema, 'Spec', {
    bannerComment: BANNER,
    ignoreMinAndMaxItems: true,
    additionalProperties: false,
    style: {singleQuote: true, printWidth: 110, bracketSpacing: false},
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

if (process.argv[1]?.endsWith('generate-types.ts')) writeFileSync('src/spec/spec.ts', await specTypes());
