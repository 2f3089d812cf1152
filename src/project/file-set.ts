/** One file of a generated project. `path` is relative to the project folder, with forward slashes. */
export type GeneratedFile = {
  readonly path: string;
  readonly content: string;
  /** Permission bits; 0o644 for all but scripts. */
  readonly mode: number;
};

/** The files of a project, sorted by path, each path once. */
export type FileSet = readonly GeneratedFile[];

/** What kafkabook ships and copies or renders into a project. */
export type Assets = {
  /** roles/ and callback_plugins/ as they stand in the package; copied byte for byte. */
  readonly copied: FileSet;
  /** Texts of playbooks/*.ejs by file name, such as `zookeeper.yml.ejs`. */
  readonly templates: ReadonlyMap<string, string>;
};

/** A project before it is on disk: its files and what a run has to know of it. */
export type Project = {
  readonly files: FileSet;
  /** Hosts that each playbook is for, by playbook name without `.yml`. */
  readonly playbooks: Readonly<Record<string, readonly string[]>>;
  /** Hosts of each inventory group. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
};
