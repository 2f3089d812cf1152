import type {Rule, Stretch} from '../spec/catalogue.ts';
import type {Property, Topic} from '../spec/reference.ts';

/** What stands behind a code, a field or a property, as lines for people. */
export function renderTopic(topic: Topic): string[] {
  switch (topic.kind) {
    case 'problem':
      return [topic.code, '', ...wrapped(`${topic.title} ${topic.text}`)];
    case 'field': {
      const {path, description, form, default: normal, required, below} = topic;
      return [
        path,
        '',
        ...wrapped(description),
        '',
        ...(form === '' ? [] : [`Form: ${form}.`]),
        ...(required ? ['Required.'] : []),
        ...(normal === undefined || isEmpty(normal) ? [] : [`Default: ${JSON.stringify(normal)}.`]),
        ...(below.length === 0 ? [] : ['Below it:', ...below.map((name) => `  ${name}`)]),
      ];
    }
    case 'property':
      return topic.found.flatMap((property, index) => [
        ...(index === 0 ? [topic.name, ''] : ['']),
        ...propertyLines(property),
      ]);
  }
}

const OF = {
  broker: 'A property of brokers (kafka.config).',
  topic: 'A property of topics.',
  zookeeper: 'A property of zoo.cfg (zookeeper.config).',
};

function propertyLines({of, stretches}: Property): string[] {
  return [OF[of], ...stretches.map((stretch) => `  ${facts(stretch)}`)];
}

function facts({in: [first, last], type, default: normal, valid, mode, deprecated, server}: Stretch): string {
  return [
    `${first === last ? first : `${first} to ${last}`}: ${type}`,
    ...(normal === undefined ? [] : [`default ${normal === '' ? 'empty' : normal}`]),
    ...(valid === undefined ? [] : [limits(valid)]),
    ...(mode === undefined
      ? []
      : [mode === 'read-only' ? 'a change needs a restart' : `can be changed ${mode}`]),
    ...(server === undefined ? [] : [`by default what ${server} says`]),
    ...(deprecated ? ['deprecated'] : []),
  ].join(', ');
}

function limits({min, max, oneOf, version, text}: Rule): string {
  if (oneOf !== undefined) return `one of ${oneOf.join(' ')}`;
  if (version !== undefined) return `from ${version[0]} to ${version[1]}`;
  if (min !== undefined) return max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return max === undefined ? (text ?? '') : `at most ${max}`;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

const WIDTH = 80;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
