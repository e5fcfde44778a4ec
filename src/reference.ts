// Writes docs/reference.md from the declarations, so that it cannot say anything else than the program does; --check only compares.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildProgram } from './cli/program.js';
import { ENVELOPES } from './envelopes/index.js';
import { type ErrorCode, UserError } from './errors.js';
import { FORMATS } from './formats/index.js';
import type { EventSpec, FormatSpec } from './formats/spec.js';
import { DEFAULT_TYPES, FIELD_TYPE_HELP } from './layout/field-types.js';
import { buildRegistry, ServerCells } from './sinks/prometheus.js';

type Command = ReturnType<typeof buildProgram>;

export const REFERENCE_FILE = fileURLToPath(new URL('../docs/reference.md', import.meta.url));

/** What each error code says. The type makes the compiler ask for a sentence when a code is added. */
const ERRORS: Readonly<Record<ErrorCode, string>> = {
  usage: 'the arguments do not make sense together',
  'unknown-format': 'no format has this name',
  'unknown-envelope': 'no envelope has this name',
  'unknown-code': 'no response code, TSIG error, extended error or condition has this name or number',
  'bad-option': 'the value of an option is not one it can have',
  'bad-layout': 'a layout cannot be parsed; the message shows the column',
  'input-missing': 'a file is not there, or a pattern matches none',
  'input-unreadable': 'a file cannot be opened or read, or the program that decodes it is not installed',
  'input-directory': 'a directory stands where a file is needed',
  'input-corrupt': 'a compressed file is damaged or ends too early',
  'bad-snapshot': 'a file is no snapshot, is damaged, or is one of another version; the message shows where',
  'output-failed': 'results cannot be written',
  'listen-failed': 'the address for /metrics cannot be listened on',
};

const EXITS: readonly (readonly [string, string])[] = [
  ['0', 'done; also when a reader of the output went away (`| head`)'],
  ['1', 'the work failed for at least one input, or a check did not hold (`detect`: nothing fits)'],
  ['2', 'wrong usage; nothing was read'],
];

/** The whole of docs/reference.md. */
export async function referenceText(): Promise<string> {
  const parts = [
    '# Reference',
    'Made from the declarations in `src/` by `npm run reference`. Do not edit it by hand.',
    '## Commands',
    ...buildProgram(() => {}).commands.flatMap((command) => commandSection(command, 'rcodescope')),
    '## Exit status',
    table(['status', 'meaning'], EXITS),
    '## Errors',
    'An error is one line on stderr, often with a second line that says what to do. A program that uses the library finds the code in `error.code`.',
    table(
      ['code', 'exit status', 'meaning'],
      (Object.keys(ERRORS) as ErrorCode[]).map((code) => [
        `\`${code}\``,
        String(new UserError(code, '').exitStatus),
        ERRORS[code],
      ]),
    ),
    '## Formats',
    ...FORMATS.flatMap(formatSection),
    '## Envelopes',
    'What carries the lines. Any format can be in any of them.',
    table(
      ['name', 'what it is'],
      ENVELOPES.map(({ name, title }) => [`\`${name}\``, title]),
    ),
    '## Metrics',
    await metricsTable(),
    '## Layouts',
    LAYOUT_INTRODUCTION,
    '### Field types',
    table(
      ['type', 'reads'],
      Object.entries(FIELD_TYPE_HELP).map(([name, help]) => [`\`${name}\``, help]),
    ),
    '### Fields',
    'Each field has a usual type; `{name}` alone means that one.',
    table(
      ['field', 'usual type'],
      Object.entries(DEFAULT_TYPES).map(([name, type]) => [`\`${name}\``, `\`${type}\``]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const LAYOUT_INTRODUCTION = [
  'A format says how its lines are laid out in templates:',
  '',
  table(
    ['written', 'means'],
    [
      ['`text`', 'these bytes'],
      ['`{name}`', 'a field with its usual type'],
      ['`{name:type}`', 'a field with another type'],
      ['`{name:@set}`', 'one of the words of a set that the format declares'],
      ['`{_:type}`', 'read and forgotten'],
      ['`{[ ... ]}`', 'optional: taken when it matches'],
      ['`{( a | b )}`', 'alternatives: the first that matches'],
      ['`{{`', 'a literal `{`'],
    ],
  ),
  '',
  'What matched is never tried again in another way, so a layout cannot explode as a nested regular expression can.',
].join('\n');

function commandSection(command: Command, path: string): string[] {
  const name = `${path} ${command.name()}`;
  const args = command.registeredArguments.map((argument) => {
    const word = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? ` <${word}>` : ` [${word}]`;
  });
  const flags = command.options.map((option) => [
    `\`${option.flags}\``,
    option.description,
    option.defaultValue === undefined ? '' : `\`${String(option.defaultValue)}\``,
  ]);
  return [
    `### ${name}`,
    `\`${name}${args.join('')}\``,
    `${sentence(command.description())}`,
    ...(flags.length > 0 ? [table(['flag', 'meaning', 'default'], flags)] : []),
    ...command.commands.flatMap((sub) => commandSection(sub as Command, name)),
  ];
}

function formatSection(format: FormatSpec): string[] {
  return [
    `### ${format.name}`,
    `${format.title}, versions ${format.versions}.`,
    ['Switch on:', '', ...format.enable.map((line) => `- ${line}`)].join('\n'),
    ['It cannot tell:', '', ...format.limits.map((line) => `- ${line}`)].join('\n'),
    table(['kind', 'direction', 'code', 'basis', 'tells a client answer'], kindRows(format)),
  ];
}

/** One row for each kind: what all its forms say, joined where they differ. */
function kindRows(format: FormatSpec): string[][] {
  const rows = new Map<string, Set<string>[]>();
  for (const { kind, event } of format.kinds) {
    let cells = rows.get(kind);
    if (cells === undefined) {
      cells = [new Set(), new Set(), new Set(), new Set()];
      rows.set(kind, cells);
    }
    if (event === undefined) continue;
    const values = [event.direction, codeOf(event), basisOf(event), clientOf(event)];
    for (const [i, value] of values.entries()) cells[i]!.add(value);
  }
  return [...rows].map(([kind, cells]) => [`\`${kind}\``, ...cells.map((set) => [...set].join(', ') || '-')]);
}

function codeOf(event: EventSpec): string {
  return event.rcode ?? (event.codes === undefined ? 'in the line' : `follows from ${event.codes.field}`);
}

function basisOf(event: EventSpec): string {
  if (event.basis !== undefined) return event.basis;
  if (event.rcode !== undefined) return 'implied';
  if (event.codes === undefined) return 'explicit';
  return event.codes.words === true ? 'explicit for a code word, else implied' : 'implied';
}

function clientOf(event: EventSpec): string {
  if (event.client === undefined) return 'no';
  return event.client === 'cancels' ? 'that it was not sent' : 'yes';
}

async function metricsTable(): Promise<string> {
  const cells = new ServerCells('x');
  cells.durations.add(1);
  const metrics = (await buildRegistry([cells], '0').getMetricsAsJSON()) as unknown as readonly {
    name: string;
    help: string;
    type: string;
    values: readonly { labels: Readonly<Record<string, unknown>> }[];
  }[];
  const declared = new Map(
    buildRegistry([], '0')
      .getMetricsAsArray()
      .map((metric) => [
        (metric as unknown as { name: string }).name,
        (metric as unknown as { labelNames?: readonly string[] }).labelNames,
      ]),
  );
  return table(
    ['metric', 'type', 'labels', 'meaning'],
    metrics.map(({ name, help, type, values }) => {
      // The histogram is fed by hand and declares no labels; its values show them.
      const labels = declared.get(name) ?? Object.keys(values[0]?.labels ?? {}).filter((label) => label !== 'le');
      return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
    }),
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A bar ends a cell even inside backquotes; angle brackets outside of them would be HTML. */
function cell(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/</g, '&lt;').replace(/\*/g, '\\*')))
    .join('')
    .replaceAll('|', '\\|');
}

async function main(args: readonly string[]): Promise<number> {
  const text = await referenceText();
  if (!args.includes('--check')) {
    writeFileSync(REFERENCE_FILE, text);
    return 0;
  }
  if (readFileSync(REFERENCE_FILE, 'utf8') === text) return 0;
  process.stderr.write('docs/reference.md is stale\n  npm run build && npm run reference\n');
  return 1;
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));
