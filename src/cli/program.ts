// The command line: one sub-command per file, its flags made from the option schemas.

import { Command, Option } from 'commander';
import type { z } from 'zod';
import {
  ANALYZE_OPTIONS,
  DETECT_OPTIONS,
  EXPLAIN_OPTIONS,
  type FlagSpec,
  FORMATS_OPTIONS,
  flagsOf,
  KNOWLEDGE_OPTIONS,
  MERGE_OPTIONS,
  PARSE_OPTIONS,
  WATCH_OPTIONS,
} from '../config.js';
import { printable, UserError } from '../errors.js';
import { packageVersion } from '../version.js';

/** Reports the exit status a command came to; the highest wins. */
export type Finish = (status: number) => void;

interface CommandSpec {
  readonly name: string;
  readonly args: string;
  readonly help: string;
  readonly options: z.ZodObject;
  /** Loads and runs the command: only what is used costs start-up time. */
  readonly run: (args: readonly string[], options: never) => Promise<number>;
}

const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'analyze',
    args: '[files...]',
    help: 'read logs to their end and report (files, globs, directories, - for standard input)',
    options: ANALYZE_OPTIONS,
    run: async (args, options) => (await import('./analyze.js')).analyzeCommand(args, options),
  },
  {
    name: 'merge',
    args: '<snapshots...>',
    help: 'one report from the snapshots of several runs, as if one run had read it all',
    options: MERGE_OPTIONS,
    run: async (args, options) => (await import('./merge.js')).mergeCommand(args, options),
  },
  {
    name: 'parse',
    args: '[files...]',
    help: 'one NDJSON document per event, in input order',
    options: PARSE_OPTIONS,
    run: async (args, options) => (await import('./parse.js')).parseCommand(args, options),
  },
  {
    name: 'watch',
    args: '[files...]',
    help: 'follow logs live: annotated events out, /metrics for Prometheus',
    options: WATCH_OPTIONS,
    run: async (args, options) => (await import('./watch.js')).watchCommand(args, options),
  },
  {
    name: 'explain',
    args: '[codes...]',
    help: 'what a code, TSIG error, EDE, condition or log line means and what to do',
    options: EXPLAIN_OPTIONS,
    run: async (args, options) => (await import('./knowledge.js')).explainAndPrint(args, options),
  },
  {
    name: 'compare',
    args: '<a> <b>',
    help: 'two of them side by side',
    options: KNOWLEDGE_OPTIONS,
    run: async (args, options) => (await import('./knowledge.js')).compareAndPrint(args, options),
  },
  {
    name: 'detect',
    args: '<file>',
    help: 'which format and envelope a file is in, what was tried, why lines did not match',
    options: DETECT_OPTIONS,
    run: async (args, options) => (await import('./detect.js')).detectCommand(args, options),
  },
  {
    name: 'formats',
    args: '[name]',
    help: 'the formats there are, or one in detail',
    options: FORMATS_OPTIONS,
    run: async (args, options) => (await import('./formats.js')).formatsCommand(args, options),
  },
];

export function buildProgram(finish: Finish): Command {
  const program = new Command('rcodescope')
    .description('Reads DNS server logs: which response codes, why, and what to do.')
    .version(packageVersion())
    .showHelpAfterError('(see: rcodescope --help)')
    .configureOutput({
      // It quotes what was typed.
      outputError: (text, write) =>
        write(
          `rcodescope: ${text
            .replace(/^error: /, '')
            .split('\n')
            .map(printable)
            .join('\n')}`,
        ),
    })
    .exitOverride();
  for (const spec of COMMANDS) addCommand(program, spec, finish);
  return program;
}

function addCommand(program: Command, spec: CommandSpec, finish: Finish): void {
  const command = program.command(`${spec.name} ${spec.args}`).description(spec.help).exitOverride();
  const flags = flagsOf(spec.options);
  for (const flag of flags) {
    const value = flag.value === undefined ? '' : flag.many ? ` <${flag.value}...>` : ` <${flag.value}>`;
    const option = new Option(`${flag.flag}${value}`, flag.description);
    if (
      flag.default !== undefined &&
      flag.default !== false &&
      !(Array.isArray(flag.default) && flag.default.length === 0)
    )
      option.default(flag.default);
    command.addOption(option);
  }
  command.action(async (...given: unknown[]) => {
    const parsed = command.opts() as Record<string, unknown>;
    const args = (given.slice(0, -2) as (string | string[] | undefined)[]).flat().filter((arg) => arg !== undefined);
    const typed = Object.fromEntries(flags.map((flag) => [flag.key, parsed[attributeOf(flag.flag)]]));
    for (const flag of flags)
      if (flag.many) typed[flag.key] = withoutFiles(typed[flag.key] as string[] | undefined, args);
    const checked = spec.options.safeParse(typed);
    if (!checked.success) throw optionFault(checked.error.issues[0]!, flags, typed);
    finish(await spec.run(args, checked.data as never));
  });
}

/** `--only rcode=A x.log`: commander takes the file for a value too. What is no KEY=VALUE behind one that is, is a file. */
function withoutFiles(values: readonly string[] | undefined, files: string[]): string[] | undefined {
  if (values === undefined) return undefined;
  const isFile = (value: string, i: number): boolean => i > 0 && !value.includes('=');
  files.push(...values.filter(isFile));
  return values.filter((value, i) => !isFile(value, i));
}

function optionFault(issue: z.core.$ZodIssue, flags: readonly FlagSpec[], typed: Record<string, unknown>): UserError {
  const flag = flags.find((f) => f.key === issue.path[0]);
  if (flag === undefined) return new UserError('bad-option', issue.message);
  const value = `${flag.flag}: "${String(typed[flag.key])}"`;
  const advice = `${flag.flag} ${flag.value ?? ''}: ${flag.description}`;
  switch (issue.code) {
    case 'too_small':
      return new UserError('bad-option', `${value} is too small, at least ${issue.minimum}`, advice);
    case 'too_big':
      return new UserError('bad-option', `${value} is too large, at most ${issue.maximum}`, advice);
    case 'invalid_type':
      return new UserError('bad-option', `${value} is not a whole number`, advice);
    case 'invalid_value':
      return new UserError('bad-option', `${value} is none of ${issue.values.join(', ')}`, advice);
    default:
      return new UserError('bad-option', `${value}: ${issue.message}`, advice);
  }
}

/** The name under which commander keeps a flag. */
function attributeOf(flag: string): string {
  return new Option(flag).attributeName();
}
