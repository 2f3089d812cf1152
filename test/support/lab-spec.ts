import {parseDocument, type Document} from 'yaml';

/** What `lab env --json` tells of the lab. */
export type LabEnvironment = {
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly plainUser: string;
  readonly mirrorUrl: string;
  readonly archives: readonly {readonly file: string; readonly url: string; readonly sha512: string}[];
};

/** A spec with the key, the known hosts and the mirror of the lab; all else, comments too, as it was. */
export function forLab(text: string, environment: LabEnvironment): Document {
  const document = parseDocument(text);
  document.setIn(['ssh', 'key_file'], environment.keyFile);
  document.setIn(['ssh', 'known_hosts_file'], environment.knownHostsFile);
  document.setIn(['archives'], {mirrors: [environment.mirrorUrl]});
  return document;
}
