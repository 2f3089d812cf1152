import {Document, Scalar, isScalar, visit} from 'yaml';

/**
 * A YAML file that YAML 1.1 readers such as Ansible's understand as it was meant: every string value in double quotes,
 * and free text that holds Jinja marks tagged `!unsafe`, so that Ansible never evaluates it.
 */
export function yamlFile(comment: string, value: Readonly<Record<string, unknown>>): string {
  const document = new Document(value, {version: '1.2', aliasDuplicateObjects: false});
  visit(document, {
    // Keys of free maps (`yes`, `1_000`) mean something else to YAML 1.1; our own variable names do not.
    Pair(_, {key}, path) {
      if (path.length === FREE_MAP_DEPTH && isScalar(key)) key.type = Scalar.QUOTE_DOUBLE;
    },
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      node.type = Scalar.QUOTE_DOUBLE;
      if (/\{[{%#]/.test(node.value) && !isTemplate(node)) node.tag = '!unsafe';
    },
  });
  document.commentBefore = comment;
  const text = document.toString({lineWidth: 0, defaultKeyType: 'PLAIN', directives: false});
  return `---\n${text}`;
}

/** Document, top map, pair, map: the pairs of a map that is itself the value of a variable. */
const FREE_MAP_DEPTH = 4;

const TEMPLATE = Symbol('template');

/** Marks a string of our own that Ansible is to evaluate, such as `{{ inventory_dir }}/..`. */
export function template(value: string): Scalar<string> {
  const scalar = new Scalar(value);
  (scalar as Scalar<string> & {[TEMPLATE]?: true})[TEMPLATE] = true;
  return scalar;
}

function isTemplate(node: unknown): boolean {
  return isScalar(node) && (node as {[TEMPLATE]?: true})[TEMPLATE] === true;
}
