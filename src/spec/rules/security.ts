import type {Draft} from '../draft.ts';
import type {Finding, Path} from '../problem.ts';
import {error, warning, type Rule} from './rule.ts';

/** Over a plain listener the gates are nobody, and Kafka shows nobody only what everybody may see. */
export const gatesMaySee: Rule = ({kafka}) => {
  const config = kafka?.config ?? {};
  const users = String(config['super.users'] ?? '')
    .split(';')
    .map((user) => user.trim());
  const isOpen = String(config['allow.everyone.if.no.acl.found']).toLowerCase() === 'true';
  if (!config['authorizer.class.name'] || isOpen || users.includes('User:ANONYMOUS')) return [];
  const message =
    'With an authorizer the gates, which ask as User:ANONYMOUS, may see no topic at all, and take that for a cluster in sync.';
  const hint =
    'Give User:ANONYMOUS the right to Describe the cluster and all topics, then accept KB-CONFIG-GATE.';
  return [warning('KB-CONFIG-GATE', ['kafka', 'config', 'authorizer.class.name'], message, hint)];
};

export const superUsersApart: Rule = ({kafka}) => {
  const users = kafka?.config?.['super.users'];
  if (typeof users !== 'string' || !/User:[^;]*,\s*User:/.test(users)) return [];
  const message = 'super.users are parted by semicolons, since names may hold commas; these count as one.';
  return [
    warning(
      'KB-CONFIG-VALUE',
      ['kafka', 'config', 'super.users'],
      message,
      `Write "${users.replaceAll(/,\s*User:/g, ';User:')}".`,
    ),
  ];
};

/** A listener called like a protocol is taken for one of it by everybody but Kafka. */
export const listenersAsNamed: Rule = ({kafka}) =>
  (kafka?.listeners ?? []).flatMap((listener, index): Finding[] => {
    const {name, protocol} = listener ?? {};
    if (name === undefined || protocol === undefined || name === protocol || !PROTOCOLS.includes(name))
      return [];
    const message = `The listener ${name} speaks ${protocol}.`;
    const hint = `Write protocol: ${name}, or give it another name.`;
    return [error('KB-LISTENER-PROTOCOL', ['kafka', 'listeners', index, 'name'], message, hint)];
  });

export const listenersHaveTheirKeys: Rule = (draft) =>
  listenersOf(draft).flatMap(({name, protocol, path}): Finding[] => {
    const has = (pattern: RegExp) => hasProperty(draft, name, pattern);
    const findings: Finding[] = [];
    if (/SSL$/.test(protocol) && !has(/^ssl\.keystore\.(location|key|certificate\.chain)$/)) {
      const message = `The listener ${name} speaks ${protocol}, but no ssl.keystore.location says with which certificate.`;
      findings.push(
        warning(
          'KB-LISTENER-KEYS',
          path,
          message,
          'Add it under kafka.config; the file has to be on the hosts.',
        ),
      );
    }
    if (protocol.startsWith('SASL') && !has(/(^|\.)sasl\.jaas\.config$/)) {
      const message = `The listener ${name} speaks ${protocol}, but no sasl.jaas.config says who may log in.`;
      const hint = `Add listener.name.${name.toLowerCase()}.MECHANISM.sasl.jaas.config under kafka.config.`;
      findings.push(warning('KB-LISTENER-KEYS', path, message, hint));
    }
    return findings;
  });

/** Brokers log in to each other with one mechanism, which they have to take themselves. */
export const brokersLogIn: Rule = (draft) => {
  const [first] = listenersOf(draft);
  if (first === undefined || !first.protocol.startsWith('SASL')) return [];
  const config = draft.kafka?.config ?? {};
  const mechanism = String(config['sasl.mechanism.inter.broker.protocol'] ?? 'GSSAPI');
  const enabledKey = [
    'sasl.enabled.mechanisms',
    `listener.name.${first.name.toLowerCase()}.sasl.enabled.mechanisms`,
  ];
  const key = enabledKey.findLast((each) => config[each] !== undefined);
  const enabled = String(key === undefined ? 'GSSAPI' : config[key])
    .split(',')
    .map((each) => each.trim());
  if (enabled.includes(mechanism)) return [];
  const message = `Brokers log in to each other with ${mechanism}, which is not among the enabled mechanisms (${enabled.join(', ')}).`;
  const place: Path = key === undefined ? first.path : ['kafka', 'config', key];
  return [
    error(
      'KB-LISTENER-KEYS',
      place,
      message,
      `Write sasl.mechanism.inter.broker.protocol: ${enabled[0] ?? ''} under kafka.config.`,
    ),
  ];
};

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'];

function listenersOf({kafka}: Draft): {name: string; protocol: string; path: Path}[] {
  return (kafka?.listeners ?? []).flatMap((listener, index) =>
    listener?.name === undefined || listener.protocol === undefined
      ? []
      : [{name: listener.name, protocol: listener.protocol, path: ['kafka', 'listeners', index, 'name']}],
  );
}

/** Whether some broker has a property for all listeners, or for this one. */
function hasProperty({kafka}: Draft, listener: string, pattern: RegExp): boolean {
  const configs = [kafka?.config, ...(kafka?.brokers ?? []).map((broker) => broker?.config)];
  const prefix = `listener.name.${listener.toLowerCase()}.`;
  return configs
    .flatMap((config) => Object.keys(config ?? {}))
    .some((key) => pattern.test(key.startsWith(prefix) ? key.slice(prefix.length) : key));
}
