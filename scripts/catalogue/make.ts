// Writes schemas/catalogues/ from the released jars: `npm run catalogue`. It needs Maven, a JDK 17 and the network;
// docs/catalogues.md tells the rest.
import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {availableParallelism, tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {compareVersions, type Facts} from '../../src/spec/catalogue.ts';
import {catalogueText, merge, type Release} from './merge.ts';
import wanted from './releases.json' with {type: 'json'};

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TARGET = fileURLToPath(new URL('../../schemas/catalogues/', import.meta.url));
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Properties whose printed default is that of the JVM that printed it: what it supports decides. */
export const DEFAULT_OF_THE_JVM: readonly string[] = [
  'ssl.enabled.protocols',
  'ssl.keymanager.algorithm',
  'ssl.protocol',
  'ssl.trustmanager.algorithm',
];

type Line = {readonly kind: string; readonly name: string} & Facts;

/** Prints one release: its jars to lines. */
type Printer = (jars: string, work: string) => Promise<readonly Line[]>;

const run = promisify(execFile);

/** What the jars of one release of Kafka say of the properties of brokers. */
export async function brokerFacts(jars: string): Promise<ReadonlyMap<string, Facts>> {
  const lines = await java('PrintCatalogue.java', jars);
  return new Map(lines.filter(({kind}) => kind === 'broker').map((line) => [line.name, factsOf(line)]));
}

async function make(): Promise<void> {
  const work = await mkdtemp(path.join(tmpdir(), 'catalogue-'));
  try {
    const {kafka, zookeeper} = wanted;
    const classpaths = await resolve(work, [
      ...kafka.versions.map((version) => `${kafka.artifact}:${version}`),
      ...zookeeper.versions.map((version) => `${zookeeper.artifact}:${version}`),
      wanted.bytecode,
    ]);
    const jarsOf = (coordinates: string) => classpaths.get(coordinates) ?? '';
    await mkdir(TARGET, {recursive: true});

    const ofKafka = await printAll(kafka, jarsOf, work, (jars) => java('PrintCatalogue.java', jars));
    for (const kind of ['broker', 'topic'] as const) await write(kind, kafka.artifact, ofKafka);

    const bytecode = jarsOf(wanted.bytecode);
    const ofZooKeeper = await printAll(zookeeper, jarsOf, work, (jars, folder) =>
      java('PrintZooKeeper.java', `${jars}:${bytecode}`, folder),
    );
    await write('zookeeper', zookeeper.artifact, ofZooKeeper);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

/** The class path of each of the coordinates. One run of Maven for all: it starts slowly and loads in parallel. */
async function resolve(work: string, all: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const folders = new Map(all.map((coordinates) => [coordinates, coordinates.replaceAll(':', '-')]));
  for (const [coordinates, folder] of folders) {
    await mkdir(path.join(work, folder));
    await writeFile(path.join(work, folder, 'pom.xml'), pom(folder, dependency(coordinates)));
  }
  const modules = [...folders.values()].map((folder) => `<module>${folder}</module>`);
  await writeFile(
    path.join(work, 'pom.xml'),
    pom('all', `<packaging>pom</packaging><modules>${modules.join('')}</modules>`),
  );
  const options = [
    '--batch-mode',
    '--no-transfer-progress',
    '--quiet',
    '--update-snapshots',
    '--threads',
    '4',
  ];
  const goal = [
    `${DEPENDENCY_PLUGIN}:build-classpath`,
    '-DincludeScope=runtime',
    '-Dmdep.outputFile=classpath',
  ];
  await run('mvn', [...options, '-f', path.join(work, 'pom.xml'), ...goal], {maxBuffer: MAX_OUTPUT});

  const found = new Map<string, string>();
  for (const [coordinates, folder] of folders) {
    found.set(coordinates, (await readFile(path.join(work, folder, 'classpath'), 'utf8')).trim());
  }
  return found;
}

function pom(name: string, body: string): string {
  const project = `<groupId>kafkabook</groupId><artifactId>${name}</artifactId><version>1</version>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>${project}${body}</project>\n`;
}

function dependency(coordinates: string): string {
  const [group, artifact, version] = coordinates.split(':');
  const fields = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
  return `<dependencies><dependency>${fields}</dependency></dependencies>`;
}

/** All releases, as many at a time as the computer has processors. */
async function printAll(
  {artifact, versions}: {artifact: string; versions: readonly string[]},
  jarsOf: (coordinates: string) => string,
  work: string,
  print: Printer,
): Promise<ReadonlyMap<string, readonly Line[]>> {
  const printed = new Map<string, readonly Line[]>();
  const waiting = [...versions];
  const worker = async () => {
    for (let version = waiting.shift(); version !== undefined; version = waiting.shift()) {
      const coordinates = `${artifact}:${version}`;
      const folder = await mkdtemp(path.join(work, 'run-'));
      const lines = await print(jarsOf(coordinates), folder);
      if (lines.length === 0) throw new Error(`${coordinates} printed nothing`);
      printed.set(version, lines);
      console.log(`${coordinates}: ${lines.length} properties`);
    }
  };
  await Promise.all(Array.from({length: availableParallelism()}, worker));
  return printed;
}

/** Runs a program beside this file. What else the release prints, such as its log, is not a line of JSON. */
async function java(program: string, jars: string, ...args: readonly string[]): Promise<readonly Line[]> {
  // Lower case goes by the locale.
  const options = ['-Duser.language=en', '-Duser.country=US', '-cp', jars];
  const {stdout} = await run('java', [...options, path.join(HERE, program), ...args], {
    maxBuffer: MAX_OUTPUT,
  });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"kind":'))
    .map((line) => JSON.parse(line) as Line);
}

async function write(
  kind: string,
  artifact: string,
  printed: ReadonlyMap<string, readonly Line[]>,
): Promise<void> {
  const releases: Release[] = [...printed]
    .map(([version, lines]) => ({
      version,
      facts: new Map(lines.filter((line) => line.kind === kind).map((line) => [line.name, factsOf(line)])),
    }))
    .sort((one, other) => compareVersions(one.version, other.version));
  await writeFile(path.join(TARGET, `${kind}.json`), catalogueText(merge(artifact, releases)));
}

function factsOf({kind: _kind, name, default: normal, ...facts}: Line): Facts {
  return normal === undefined || DEFAULT_OF_THE_JVM.includes(name) ? facts : {...facts, default: normal};
}

if (process.argv[1]?.endsWith('make.ts')) await make();
