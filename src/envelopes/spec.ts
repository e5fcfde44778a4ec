// What an envelope is: how a carrier (syslog, journald, a container runtime) wraps one line of a server.

export interface EnvelopeSpec {
  /** What `--envelope` takes. */
  readonly name: string;
  readonly title: string;
  /** Layouts of what stands before the server's own text, tried in order. */
  readonly layouts?: readonly string[];
  /** Or: JSON objects, one a line, and the keys that hold the parts. */
  readonly json?: JsonEnvelope;
  /** The carrier cuts long messages; the field `action` of the layout says `P` for a piece that another follows. */
  readonly pieces?: boolean;
  readonly samples: readonly EnvelopeSample[];
}

export interface JsonEnvelope {
  readonly message: string;
  /** Time as ISO text or as microseconds since 1970; the first key that is there wins. */
  readonly time: readonly string[];
  readonly timeUnit: 'iso' | 'microseconds';
  readonly program?: readonly string[];
  readonly host?: string;
  /** A message that does not end in a newline goes on in the next line. */
  readonly newlineEnds?: boolean;
  /** The key that says stdout or stderr: each goes on by itself. */
  readonly stream?: string;
}

export interface EnvelopeSample {
  readonly line: string;
  readonly message: string;
  readonly program?: string;
  readonly host?: string;
  /** Epoch ms, or month-day-ms for stamps without a year as `year-less`. */
  readonly time?: number | 'year-less';
}
