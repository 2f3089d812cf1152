import type {Partition, Topic} from '../kafka/description.ts';
import {counted} from './problems.ts';
import {table} from './table.ts';

/** Topics with their partitions as tables; what is not whole is marked. */
export function topicLines(topics: readonly Topic[]): string[] {
  if (topics.length === 0) return ['There is no topic.'];
  const partitions = topics.flatMap((topic) => topic.partitions);
  const number = (state: Partition['state']) =>
    partitions.filter((partition) => partition.state === state).length;
  const ill = [
    ...(number('offline') > 0 ? [`${number('offline')} offline`] : []),
    ...(number('under-replicated') > 0 ? [`${number('under-replicated')} under-replicated`] : []),
  ];
  const sum = `${counted(topics.length, 'topic')}, ${counted(partitions.length, 'partition')}`;
  return [
    ...topics.flatMap((topic) => [...oneTopic(topic), '']),
    `${sum}: ${ill.length === 0 ? 'all whole' : ill.join(', ')}.`,
  ];
}

function oneTopic({topic, replicationFactor, configs, partitions}: Topic): string[] {
  const rows = partitions.map(({partition, leader, replicas, isr, state}) => [
    ...[String(partition), leader === null ? 'none' : String(leader)],
    ...[replicas.join(','), isr.join(',') || 'none', remark(state, replicas, isr)],
  ]);
  return [
    `${topic}: ${counted(partitions.length, 'partition')}, replication factor ${replicationFactor}`,
    ...Object.entries(configs).map(([key, value]) => `  ${key}=${value}`),
    ...table([['PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC', ''], ...rows]).map((line) => `  ${line}`),
  ];
}

function remark(state: Partition['state'], replicas: readonly number[], isr: readonly number[]): string {
  if (state === 'offline') return '! offline';
  const missing = replicas.filter((id) => !isr.includes(id));
  return state === 'under-replicated' ? `! under-replicated: without ${missing.join(', ')}` : '';
}
