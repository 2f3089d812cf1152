// What asks AWS is a collection of Ansible's, and boto3 in the Python of ansible-playbook.
import {dirname, join} from 'node:path';
import {outputOf} from '../process/tool.ts';
import {utf8Locale} from './environment.ts';
import type {Ansible} from './installed.ts';

/** What of that is there; '' for what is not. `credentials`: where boto3 has found some, never what they are. */
export type AwsTools = Readonly<{
  boto3: string;
  collection: string;
  credentials: string;
  /** Why AWS does not take them; '' where it does. */
  failure: string;
}>;

// Only the kind of source is told. What AWS answers is told in its own words: a code and a sentence.
const TOLD = `
import sys
try:
    import boto3
    from botocore.config import Config
except ImportError:
    sys.exit()
print(boto3.__version__)
session = boto3.Session(region_name=sys.argv[1])
found = session.get_credentials()
print(found.method if found else '')
if found:
    try:
        patience = Config(connect_timeout=5, read_timeout=10, retries={'total_max_attempts': 1})
        session.client('sts', config=patience).get_caller_identity()
    except Exception as error:
        print(' '.join(str(error).split())[:300])
`;

/** Longer than boto3 tries to reach AWS, and the machine that it may run on. */
const SECONDS = 60;

/** Asks the Python of an Ansible, and AWS whether it takes the credentials; nothing is changed there. */
export async function readAwsTools({path, interpreter}: Ansible, region: string): Promise<AwsTools> {
  const [told, listed] = await Promise.all([
    interpreter === '' ? null : outputOf([interpreter, '-c', TOLD, region], process.env, SECONDS),
    outputOf([join(dirname(path), 'ansible-galaxy'), 'collection', 'list', 'amazon.aws'], {
      ...process.env,
      ...utf8Locale({}),
      ANSIBLE_NOCOLOR: 'true',
    }),
  ]);
  const [boto3 = '', credentials = '', ...failure] = (told?.stdout ?? '').trimEnd().split('\n');
  const collection = /^amazon\.aws\s+([0-9][^\s]*)/m.exec(listed?.stdout ?? '')?.[1] ?? '';
  return {boto3, collection, credentials, failure: failure.join(' ')};
}
