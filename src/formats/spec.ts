// What a log format is: a value made of data only. `compile.ts` turns it into a scanner; docs, tests and detection read it.
import type { Coverage, Direction, FieldName } from '../event.js';

export interface FormatSpec {
  /** Kebab-case, what `--format` takes. */
  readonly name: string;
  readonly title: string;
  /** ECS observer.vendor and observer.product. */
  readonly vendor: string;
  readonly product: string;
  /** Versions whose lines were checked. */
  readonly versions: string;
  /** How to switch on the logging that tells most. */
  readonly enable: readonly string[];
  /** What the log cannot tell. */
  readonly limits: readonly string[];
  /** Logging options whose absence can be seen from the log. */
  readonly switches?: readonly LogSwitch[];
  /** Program tags under which the server reaches syslog. */
  readonly programs: readonly string[];
  /** Word lists for `{name:@list}`; the position of a word is the field's number. */
  readonly sets?: Readonly<Record<string, readonly string[]>>;
  /** Layouts of the line's own prefix, tried in order; the last may be empty. The body begins behind it. */
  readonly prefixes: readonly string[];
  /** The prefix is no more than a time, as many programs write it: alone it does not make a line the format's own. */
  readonly weakPrefix?: boolean;
  /** Layouts that can stand between the prefix and the text of a kind, by name. */
  readonly heads?: Readonly<Record<string, HeadSpec>>;
  /** Kinds of lines, the most frequent first: the first that matches wins. */
  readonly kinds: readonly KindSpec[];
  /** What a log without `everyAnswer` lines shows of the answers. */
  readonly coverage: Coverage;
  /** Only the four header bits of a code are printed: BADVERS looks like NOERROR. */
  readonly fourBit?: boolean;
  /** Several lines tell of one answer, and only the first that says the outcome is the event: see `first-outcome.ts`. */
  readonly firstOutcome?: FirstOutcome;
  readonly samples: readonly Sample[];
}

/** How the lines of a query are told apart. Lines with a serial number have it in the field `pointer`. */
export interface FirstOutcome {
  /** Text of the field `result` that leaves the query open: the outcome follows under the alias's target. */
  readonly step: string;
  /** Query types that such a line answers. */
  readonly stepIsAnswerTo: readonly string[];
}

/** A logging option of the server, and the lines by which one sees that it is on. */
export interface LogSwitch {
  /** As it is written in the configuration. */
  readonly option: string;
  /** The first version that has it; absent: every version there is a format for. */
  readonly since?: string;
  /** What stays unknown without it, as a clause: `why an answer is SERVFAIL`. */
  readonly tells: string;
  /** Lines of any of these kinds come only with it. */
  readonly shownBy: readonly string[];
  /** It is missed only where a client got one of these codes; absent: always. */
  readonly missedFor?: readonly string[];
  /** Without it those codes leave no line at all, so that not seeing them means nothing. */
  readonly soleTrace?: boolean;
  /** Switches it on in a running server. */
  readonly command?: string;
}

export interface HeadSpec {
  readonly layout: string;
  /** The head ends in free text: where no kind follows its first end, later places of this literal are tried. */
  readonly retryAt?: string;
}

export interface KindSpec {
  readonly kind: string;
  /** Layouts of the text, from the end of prefix and head to the end of the line. */
  readonly layouts: readonly string[];
  /** The head that must stand before it; none: directly behind the prefix. */
  readonly head?: string;
  /** Words that the level field must have. */
  readonly levels?: readonly string[];
  /** Only directly behind a line of this kind, itself without a prefix (a line of a dump). */
  readonly follows?: string;
  /** Absent: a known line that tells no response code. */
  readonly event?: EventSpec;
}

export interface EventSpec {
  readonly direction: Direction;
  /** Code of every such line; absent: the rcode field, or `codes`. */
  readonly rcode?: string;
  /** What the text of a field means. A text that is not found and has no default makes the line no event. */
  readonly codes?: {
    readonly field: FieldName;
    /** Response code words count, as explicit. */
    readonly words?: boolean;
    readonly map?: Readonly<Record<string, string>>;
    readonly otherwise?: string;
  };
  /** Default: explicit when the code comes from a word, implied when it is a constant or mapped. */
  readonly basis?: 'explicit' | 'implied';
  /** What the line tells of a client's answer; default none. */
  readonly client?: 'answer' | 'whole' | 'cancels';
  /** Lines of one exchange share a family. */
  readonly family?: string;
  /** The server writes such a line for every answer once that logging is on. */
  readonly everyAnswer?: boolean;
  /** The exchange ends with this line. */
  readonly closes?: boolean;
  /** Header code of the answer where the event's own code travels elsewhere. */
  readonly answerCode?: string;
}

export interface Sample {
  /** Latin1: one character is one byte. */
  readonly line: string;
  /**
   * What it becomes: an event; a line of a known kind without a code, or with only the format's prefix (`true`); or a line
   * that does not begin as this format's lines do. Further fields are those of a DnsEvent.
   */
  readonly is:
    | {
        readonly kind: string;
        readonly rcode: string;
        readonly basis: 'explicit' | 'implied';
        readonly direction: Direction;
        readonly [field: string]: string | number | boolean;
      }
    | { readonly noRcode: string | true; readonly [field: string]: string | number | boolean }
    | { readonly unrecognized: true };
  /** Lines that must stand before it. */
  readonly after?: readonly string[];
}
