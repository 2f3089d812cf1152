// What Kafka and ZooKeeper refuse although each value by itself is right.
import type {Draft} from '../draft.ts';
import type {Finding} from '../problem.ts';
import {configEntries, type ConfigEntry} from './config.ts';
import {error, warning, type Rule} from './rule.ts';

/** kafka.server.KafkaConfig.validateValues, at every release from 2.5 to 3.9. */
export const brokerPropertiesAgree: Rule = (draft) =>
  configEntries(draft)
    .filter(({role}) => role === 'kafka')
    .flatMap((entry) => {
      const {key, path} = entry;
      const relation = Object.hasOwn(BROKER, key) ? BROKER[key] : undefined;
      const fault = relation?.(entry, numbersOf(draft, entry), draft);
      return fault === undefined
        ? []
        : [error('KB-CONFIG-RELATION', path, `${key} ${fault.message}.`, fault.hint)];
    });

/** org.apache.zookeeper.server.quorum.QuorumPeerConfig.parseProperties, from 3.4 to 3.9. */
export const zookeeperPropertiesAgree: Rule = (draft) =>
  configEntries(draft)
    .filter(({role}) => role === 'zookeeper')
    .flatMap((entry): Finding[] => {
      const {key, path} = entry;
      const relation = Object.hasOwn(ZOOKEEPER, key) ? ZOOKEEPER[key] : undefined;
      const fault = relation?.(entry, numbersOf(draft, entry), draft);
      if (fault === undefined) return [];
      const judge = fault.mild ? warning : error;
      return [judge('KB-CONFIG-RELATION', path, `${key} ${fault.message}.`, fault.hint)];
    });

type Fault = {readonly message: string; readonly hint: string; readonly mild?: boolean};
/** A number of the same config, or else of that of all brokers, or the default. */
type Numbers = (key: string, standard: number) => number;
type Relation = (entry: ConfigEntry, of: Numbers, draft: Draft) => Fault | undefined;

const LISTENER: Relation = ({value}, _, {kafka}) => {
  const names = (kafka?.listeners ?? []).flatMap((listener) => listener?.name ?? []);
  return names.length === 0 || names.includes(String(value))
    ? undefined
    : {
        message: `is ${String(value)}, which is no listener`,
        hint: `Take one of kafka.listeners: ${names.join(', ')}.`,
      };
};
const KRAFT: Relation = () => ({
  message: 'is for KRaft, and stops a broker with ZooKeeper',
  hint: 'Take it out.',
});
const NOT_ZERO: Relation = ({value}) =>
  Number(value) === 0 ? {message: 'is 0', hint: 'Write -1 for no limit, or 1 at least.'} : undefined;

const BROKER: Readonly<Record<string, Relation>> = {
  'controller.listener.names': KRAFT,
  'controller.quorum.voters': KRAFT,
  'control.plane.listener.name': LISTENER,
  'log.retention.ms': NOT_ZERO,
  'log.retention.minutes': NOT_ZERO,
  'log.retention.hours': NOT_ZERO,
  'queued.max.request.bytes': ({value}, of) => {
    const least = of('socket.request.max.bytes', 104_857_600);
    return Number(value) > 0 && Number(value) < least
      ? {
          message: `is below socket.request.max.bytes (${least})`,
          hint: `Write ${least} at least, or -1 for no limit.`,
        }
      : undefined;
  },
  'replica.fetch.wait.max.ms': ({value}, of) => {
    const most = of('replica.lag.time.max.ms', 30_000);
    return Number(value) > most
      ? {message: `is above replica.lag.time.max.ms (${most})`, hint: `Write ${most} at most.`}
      : undefined;
  },
  'replica.socket.timeout.ms': ({value}, of) => {
    const least = of('replica.fetch.wait.max.ms', 500);
    return Number(value) < least
      ? {message: `is below replica.fetch.wait.max.ms (${least})`, hint: `Write ${least} at least.`}
      : undefined;
  },
  'offsets.commit.required.acks': ({value}, of) => {
    const most = of('offsets.topic.replication.factor', 3);
    return Number(value) < -1 || Number(value) > most
      ? {
          message: `is above offsets.topic.replication.factor (${most})`,
          hint: 'Leave it out: -1 stands for all.',
        }
      : undefined;
  },
};

const ZOOKEEPER: Readonly<Record<string, Relation>> = {
  tickTime: ({value}) => (Number(value) <= 0 ? {message: 'is not above 0', hint: 'Write 2000.'} : undefined),
  electionAlg: ({value}) =>
    String(value) === '3' ? undefined : {message: 'can only be 3', hint: 'Take it out.'},
  minSessionTimeout: ({value}, of) => {
    const most = of('maxSessionTimeout', Infinity);
    return Number(value) > most
      ? {message: `is above maxSessionTimeout (${most})`, hint: `Write ${most} at most.`}
      : undefined;
  },
  reconfigEnabled: ({value}) =>
    String(value).toLowerCase() === 'true'
      ? {message: 'lets ZooKeeper rewrite zoo.cfg, which the next run would take back', hint: 'Take it out.'}
      : undefined,
  secureClientPort: (_, __, {zookeeper}) =>
    /Netty/.test(String(zookeeper?.config?.['serverCnxnFactory'] ?? ''))
      ? undefined
      : {
          message: 'wants Netty: the default connections have no TLS',
          hint: 'Write serverCnxnFactory: org.apache.zookeeper.server.NettyServerCnxnFactory beside it.',
        },
  quorumListenOnAllIPs: ({value}) =>
    String(value).toLowerCase() === 'true'
      ? {
          message: 'lets servers of 3.5 tell each other to be found at 0.0.0.0',
          hint: 'Take it out: servers are named by address, so each listens on its own.',
          mild: true,
        }
      : undefined,
};

function numbersOf({kafka, zookeeper}: Draft, {role, path}: ConfigEntry): Numbers {
  const own =
    role === 'kafka' && path[1] === 'brokers' ? kafka?.brokers?.[Number(path[2])]?.config : undefined;
  const shared = role === 'kafka' ? kafka?.config : zookeeper?.config;
  return (key, standard) => {
    const value = Number(own?.[key] ?? shared?.[key] ?? standard);
    return Number.isNaN(value) ? standard : value;
  };
}
