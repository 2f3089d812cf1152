/**
 * Puts each play of Ansible's output in a group that GitHub folds. Lines in between are kept from being read as
 * commands of a workflow: what a host prints must not steer it. `token` is a word that no host can guess.
 */
export function groupPlays(token: string): {write: (chunk: Uint8Array) => string; end: () => string} {
  let rest = '';
  let isOpen = false;
  const decoder = new TextDecoder();
  const grouped = (line: string) => {
    const [, name] = /^(?:\u001b\[[0-9;]*m)?(PLAY(?: RECAP| \[.*\])) \**/.exec(line) ?? [];
    if (name === undefined) return line;
    const commands = [
      `::${token}::`,
      ...(isOpen ? ['::endgroup::'] : []),
      `::group::${name}`,
      stopped(token),
    ];
    isOpen = true;
    return `${commands.join('\n')}\n${line}`;
  };
  let begun = false;
  const begin = () => {
    const head = begun ? '' : `${stopped(token)}\n`;
    begun = true;
    return head;
  };
  return {
    write(chunk) {
      const lines = (rest + decoder.decode(chunk, {stream: true})).split('\n');
      rest = lines.pop() ?? '';
      return begin() + lines.map((line) => `${grouped(line)}\n`).join('');
    },
    end: () => `${begin()}${rest === '' ? '' : `${rest}\n`}::${token}::\n${isOpen ? '::endgroup::\n' : ''}`,
  };
}

function stopped(token: string): string {
  return `::stop-commands::${token}`;
}
