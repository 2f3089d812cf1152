import {isAtLeast} from '../../model/releases.ts';
import type {Draft} from '../draft.ts';
import type {Finding} from '../problem.ts';
import {configEntries} from './config.ts';
import {error, warning, type Rule} from './rule.ts';

/** Kafka's documentation of the property: a replica out of sync becomes leader, and what it lacks is gone. */
export const noUncleanLeaders: Rule = (draft) =>
  kafkaEntries(draft, 'unclean.leader.election.enable')
    .filter(({value}) => String(value).toLowerCase() === 'true')
    .map(({path}) =>
      warning(
        'KB-UNCLEAN-LEADER',
        path,
        'With unclean.leader.election.enable acknowledged messages can be lost.',
        'Take it out; set it for single topics whose data may be lost.',
      ),
    );

/** Keys and certificates in PEM came with KIP-651. */
export const pemKnown: Rule = (draft) =>
  draft.kafka?.version === undefined || isAtLeast(draft.kafka.version, '2.7.0')
    ? []
    : configEntries(draft)
        .filter(
          ({role, key, value}) =>
            role === 'kafka' && /ssl\.(key|trust)store\.type$/.test(key) && /^pem$/i.test(String(value)),
        )
        .map(({path}) =>
          error(
            'KB-PEM-TOO-NEW',
            path,
            'PEM stores came with Kafka 2.7.',
            'Take PKCS12 or JKS, or a later Kafka.',
          ),
        );

/** ZooKeeper serves TLS from 3.5.5, and Kafka asks for it from 2.5 (the catalogue tells of the properties). */
export const zookeeperServesTls: Rule = (draft) => {
  const version = draft.zookeeper?.version;
  if (version === undefined || isAtLeast(version, '3.5.5')) return [];
  return kafkaEntries(draft, 'zookeeper.ssl.client.enable')
    .filter(({value}) => String(value).toLowerCase() === 'true')
    .map(({path}) =>
      error(
        'KB-ZOOKEEPER-TLS',
        path,
        `ZooKeeper ${version} has no TLS for clients.`,
        'Take ZooKeeper 3.5.5 or later.',
      ),
    );
};

/** Authorizers came and went: the class of another release, or of KRaft, stops the broker at its start. */
export const authorizerFits: Rule = (draft) => {
  const version = draft.kafka?.version;
  if (version === undefined) return [];
  return kafkaEntries(draft, 'authorizer.class.name').flatMap(({path, value}): Finding[] => {
    const known = AUTHORIZERS.find(({name}) => name === value);
    if (known === undefined || known.fits(version)) return [];
    const wanted = isAtLeast(version, '2.4.0') ? ACL_AUTHORIZER : SIMPLE_AUTHORIZER;
    return [error('KB-AUTHORIZER', path, `${known.name} ${known.why}.`, `Take ${wanted}.`)];
  });
};

const ACL_AUTHORIZER = 'kafka.security.authorizer.AclAuthorizer';
const SIMPLE_AUTHORIZER = 'kafka.security.auth.SimpleAclAuthorizer';
/** docs/upgrade of 2.4, 3.0 and 4.0. */
const AUTHORIZERS = [
  {
    name: SIMPLE_AUTHORIZER,
    fits: (version: string) => !isAtLeast(version, '3.0.0'),
    why: 'is gone since Kafka 3.0',
  },
  {name: ACL_AUTHORIZER, fits: (version: string) => isAtLeast(version, '2.4.0'), why: 'came with Kafka 2.4'},
  {
    name: 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    fits: () => false,
    why: 'is for KRaft, and does not start with ZooKeeper',
  },
] as const;

function kafkaEntries(draft: Draft, wanted: string) {
  return configEntries(draft).filter(({role, key}) => role === 'kafka' && key === wanted);
}
