import {readFileSync} from 'node:fs';
import {validator, type Complaint, type Validate} from './validator.ts';

/** One complaint of the schema, with the value and the part of the schema it is about. */
export type SchemaError = Complaint;

/** Fills the constant defaults into the data, in place, and returns every complaint of the schema. */
export function applySchema(data: unknown): SchemaError[] {
  // At first use, since most commands fail or print help without it.
  validate ??= validator(clusterSchema());
  return validate(data) ? [] : [...(validate.errors ?? [])];
}

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
let validate: Validate | undefined;
