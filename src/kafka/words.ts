// What Kafka's tools say on standard error: their log, stack traces and warnings of the JVM, among which the reason of
// a failure stands.

/** Hears a tool, line by line, and keeps what tells why it fails. */
export class Words {
  /** How many errors are in its log. The console tools end with 0 also after those. */
  errors = 0;
  /** Whether it gave up because no record came. */
  timedOut = false;
  private readonly first: string[] = [];
  private readonly plain: string[] = [];
  private warning = '';
  private inError = false;

  /** Takes in a line; returns it as people may want to see it as it comes, or undefined for noise. */
  hear(line: string): string | undefined {
    const [, level, text = ''] = LOGGED.exec(line) ?? [];
    if (level !== undefined) return this.hearLogged(level, text.replace(LOGGER, ''));
    if (TIMEOUT.test(line)) this.timedOut = true;
    if (line.trim() === '' || NOISE.test(line)) return undefined;
    const said = line.replace(/^Exception in thread "[^"]*" /, '').replace(EXCEPTION, '');
    if (this.inError) {
      if (this.errors === 1 && this.first.length < MOST) this.first.push(said);
      return undefined;
    }
    if (this.plain.length < MOST && !this.plain.includes(said)) this.plain.push(said);
    return said;
  }

  /** Why it failed, in a line; `stdout` is what it printed besides, '' when nobody knows. */
  reason(stdout = ''): string {
    const [, told] = /^Error while executing \w+ command : (.*)$/m.exec(stdout) ?? [];
    const said =
      told?.replace(EXCEPTION, '') ??
      ([this.first, this.plain].find((lines) => lines.length > 0)?.join(' ') || this.warning);
    const isAbsent = /could not be established/.test(this.warning) && !said.includes(this.warning);
    return plainName(isAbsent ? `${said} (${this.warning})` : said);
  }

  private hearLogged(level: string, text: string): string | undefined {
    this.inError = /ERROR|FATAL/.test(level);
    if (TIMEOUT.test(text)) this.timedOut = true;
    if (this.inError) {
      this.errors += 1;
      if (this.errors === 1) this.first.push(text.replace(EXCEPTION, ''));
      return undefined;
    }
    if (level !== 'WARN' || sameBut(text, this.warning)) return undefined;
    this.warning = text.replace(/^\[[^\]]*\] /, '');
    return `warning: ${this.warning}`;
  }
}

/** Clients tell the same again and again, with another number. */
function sameBut(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/^\[[^\]]*\] /, '').replaceAll(/correlation id \d+/g, '');
  return plain(one) === plain(other);
}

/** Names of topics are given to kafka-topics as regular expressions; some releases tell Java's wrapping of them, too. */
function plainName(text: string): string {
  return text.replaceAll(/Optional\[([^\]]*)\]/g, '$1').replaceAll('\\.', '.');
}

const MOST = 3;
const LOGGED = /^\[\d{4}-\d\d-\d\d [\d:,.]+\] (TRACE|DEBUG|INFO|WARN|ERROR|FATAL) (.*)$/;
const LOGGER = / \([\w.$]+\)$/;
const EXCEPTION = /^(?:(?:Caused by: )?(?:[a-z_]\w*\.)+[A-Z][\w$]*: )+/;
const TIMEOUT = /consumer\.ConsumerTimeoutException|^org\.apache\.kafka\.common\.errors\.TimeoutException$/;
const NOISE =
  /^\s+at |^Caused by: |^\s*\.\.\. \d+ |^\s*\([\w.$]+\)$|^SLF4J|^log4j:|^Picked up |^(OpenJDK|Java HotSpot).* warning|^(java|org|kafka|scala)[\w.$]+(Exception|Error)$/;
