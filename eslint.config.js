import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const WRITES = [
  ...[
    'appendFile',
    'chmod',
    'chown',
    'copyFile',
    'cp',
    'createWriteStream',
    'link',
    'lutimes',
    'mkdir',
    'mkdtemp',
  ],
  ...['open', 'rename', 'rm', 'rmdir', 'symlink', 'truncate', 'unlink', 'utimes', 'writeFile'],
].flatMap((name) => (name === 'createWriteStream' ? [name] : [name, `${name}Sync`]));

/** Each external thing has one door; the message names it. */
const DOORS = {
  processes: ['execa', 'node:child_process'].map((name) => ({
    name,
    message: 'Processes are started in src/process/ only: call it.',
  })),
  ejs: {name: 'ejs', message: 'Plays are rendered in src/project/playbook.ts only: call it.'},
  ajv: {
    group: ['ajv', 'ajv/*', 'ajv-formats'],
    message: 'The schema is applied in src/spec/validator.ts only: call it.',
  },
  yaml: {
    name: 'yaml',
    message:
      'YAML is read in src/spec/parse.ts and src/spec/locate.ts, written in src/project/yaml-file.ts: call them.',
  },
  writes: ['node:fs', 'node:fs/promises'].map((name) => ({
    name,
    importNames: WRITES,
    message:
      'The disk is written in src/disk/apply.ts, src/disk/lock.ts, src/disk/key.ts, src/disk/passing.ts, src/journal/ and src/commands/init.ts only: call them.',
  })),
};

/** The rule against all doors but those that a file keeps. */
function closed(...open) {
  const paths = ['processes', 'ejs', 'yaml', 'writes']
    .filter((door) => !open.includes(door))
    .flatMap((door) => DOORS[door]);
  const patterns = open.includes('ajv') ? [] : [DOORS.ajv];
  return {'no-restricted-imports': ['error', {paths, patterns}]};
}

/** Opens a door to some files. */
const keeps = (door, ...files) => ({files, rules: closed(door)});

const noDefaultExport = {
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ExportDefaultDeclaration',
      message: 'Export by name; only an oclif command is a default export.',
    },
  ],
};

export default tseslint.config(
  {ignores: ['dist/', 'node_modules/', 'test/lab/', 'src/spec/spec.ts', 'roles/', 'playbooks/']},
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {languageOptions: {globals: {process: 'readonly', console: 'readonly', URL: 'readonly'}}},
  // Mocha loads a reporter with require.
  {
    files: ['**/*.cjs'],
    languageOptions: {globals: {require: 'readonly', module: 'writable'}},
    rules: {'@typescript-eslint/no-require-imports': 'off'},
  },
  {
    files: ['**/*.ts'],
    rules: {
      'no-undef': 'off', // TypeScript knows better
      'no-control-regex': 'off', // control characters are taken out of what others wrote
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', varsIgnorePattern: '^_'}],
    },
  },
  {files: ['src/**/*.ts'], rules: {...closed(), ...noDefaultExport}},
  {files: ['src/commands/**/*.ts'], rules: {'no-restricted-syntax': 'off'}},
  keeps('processes', 'src/process/**/*.ts'),
  // Files for the child alone.
  keeps('writes', 'src/process/secrets.ts'),
  keeps('ejs', 'src/project/playbook.ts'),
  keeps('ajv', 'src/spec/validator.ts'),
  keeps('yaml', 'src/spec/parse.ts', 'src/spec/locate.ts', 'src/project/yaml-file.ts'),
  keeps(
    'writes',
    'src/disk/apply.ts',
    'src/disk/lock.ts',
    'src/disk/key.ts',
    'src/disk/passing.ts',
    'src/journal/**/*.ts',
    'src/commands/init.ts',
  ),
);
