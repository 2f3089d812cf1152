import {Ajv, type ErrorObject, type Options, type ValidateFunction} from 'ajv';
import formats from 'ajv-formats';

/** Says whether data are as the schema has them; `errors` then tells what is not. */
export type Validate = ValidateFunction;
export type Complaint = ErrorObject;

/** The check of a schema, compiled. In dist/ the code of this function stands instead, compiled when it was built. */
export function validator(schema: object): Validate {
  return ajv().compile(schema);
}

/** What compiles the schema of a spec: it fills in defaults, and tells every error with the value that it is about. */
export function ajv(more: Options = {}): Ajv {
  const made = new Ajv({allErrors: true, useDefaults: true, verbose: true, strictTypes: false, ...more});
  formats.default(made);
  made.addVocabulary(['x-port', 'x-dir', 'x-local']);
  return made;
}
