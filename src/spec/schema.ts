import {readFileSync} from 'node:fs';

/** The schema as a value, for what walks it: annotations, names, documentation. */
export function clusterSchema(): SchemaNode {
  schema ??= JSON.parse(schemaText()) as SchemaNode;
  return schema;
}

/** The schema as it is published. */
export function schemaText(): string {
  return readFileSync(SCHEMA_FILE, 'utf8');
}

/** The parts of a schema that are walked. */
export type SchemaNode = {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly 'x-port'?: string;
  readonly 'x-dir'?: string;
  readonly 'x-local'?: boolean;
};

const SCHEMA_FILE = new URL('../../schemas/cluster.schema.json', import.meta.url);
let schema: SchemaNode | undefined;
