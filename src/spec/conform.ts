import {clusterSchema} from './schema.ts';
import {validator, type Complaint, type Validate} from './validator.ts';

/** One complaint of the schema, with the value and the part of the schema it is about. */
export type SchemaError = Complaint;

/** Fills the constant defaults into the data, in place, and returns every complaint of the schema. */
export function applySchema(data: unknown): SchemaError[] {
  // At first use, since most commands fail or print help without it.
  validate ??= validator(clusterSchema());
  return validate(data) ? [] : [...(validate.errors ?? [])];
}

let validate: Validate | undefined;
