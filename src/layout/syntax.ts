// The layout language: how a line is laid out, written as a template and parsed into a small tree.
//
//   text            literal bytes
//   {name}          a field of event.ts with its usual type; {name:type} with another; {_:type} read and forgotten
//   {[ ... ]}       optional: taken when it matches
//   {( a | b )}     alternatives: the first that matches
//   {{              a literal {
//
// No alternative is tried again once it matched (a parsing expression grammar), so matching is linear and cannot explode.

import { nearest, UserError } from '../errors.js';
import { FIELDS, type FieldName, SLOT } from '../event.js';
import { DEFAULT_TYPES, FIELD_TYPES, type FieldType } from './field-types.js';

export interface LiteralNode {
  readonly node: 'literal';
  readonly text: string;
}
export interface FieldNode {
  readonly node: 'field';
  /** -1 for `_`. */
  readonly slot: number;
  readonly type: FieldType;
  /** Name of a declared word set, for `{name:@set}`. */
  readonly set: string | undefined;
}
export interface OptionalNode {
  readonly node: 'optional';
  readonly body: Sequence;
}
export interface ChoiceNode {
  readonly node: 'choice';
  readonly options: readonly Sequence[];
}
export type LayoutNode = LiteralNode | FieldNode | OptionalNode | ChoiceNode;
export type Sequence = readonly LayoutNode[];

/** Parses a layout; throws a UserError('bad-layout') that shows the column where it breaks off. */
export function parseLayout(source: string): Sequence {
  const parser = new Parser(source);
  const sequence = parser.sequence('');
  if (!parser.atEnd()) parser.fail('a group ends here that was never opened');
  return sequence;
}

class Parser {
  private at = 0;
  constructor(private readonly source: string) {}

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  fail(what: string, advice?: string): never {
    throw new UserError('bad-layout', `layout: ${what} at column ${this.at + 1} of "${this.source}"`, advice);
  }

  /** Reads nodes up to the end of the group that `close` (`]`, `)` or none) ends; the closing itself is left. */
  sequence(close: string): Sequence {
    const nodes: LayoutNode[] = [];
    let literal = '';
    const flush = () => {
      if (literal !== '') nodes.push({ node: 'literal', text: literal });
      literal = '';
    };
    while (!this.atEnd()) {
      if (close !== '' && this.source.startsWith(`${close}}`, this.at)) break;
      const c = this.source[this.at]!;
      if (close === ')' && c === '|') break;
      if (c !== '{') {
        literal += c;
        this.at++;
        continue;
      }
      const next = this.source[this.at + 1];
      if (next === '{') {
        literal += '{';
        this.at += 2;
        continue;
      }
      flush();
      if (next === '[') nodes.push(this.optional());
      else if (next === '(') nodes.push(this.choice());
      else nodes.push(this.field());
    }
    flush();
    return nodes;
  }

  private optional(): OptionalNode {
    this.at += 2;
    const body = this.sequence(']');
    if (!this.source.startsWith(']}', this.at)) this.fail('the optional part is not closed', 'close it with ]}');
    this.at += 2;
    return { node: 'optional', body };
  }

  private choice(): ChoiceNode {
    this.at += 2;
    const options = [this.sequence(')')];
    while (this.source[this.at] === '|') {
      this.at++;
      options.push(this.sequence(')'));
    }
    if (!this.source.startsWith(')}', this.at)) this.fail('the alternatives are not closed', 'close them with )}');
    this.at += 2;
    return { node: 'choice', options };
  }

  private field(): FieldNode {
    const match = /^\{([A-Za-z]+|_)(?::(@?)([a-z0-9-]+))?\}/.exec(this.source.slice(this.at));
    if (match === null) this.fail('no field', 'a field is {name} or {name:type}; a literal { is written {{');
    const [whole, name, at, typeName] = match as unknown as [string, string, string | undefined, string | undefined];
    if (name !== '_' && !(name in SLOT)) this.fail(`unknown field "${name}"`, didYouMean(name, FIELDS));
    const slot = name === '_' ? -1 : SLOT[name as FieldName];
    if (at === '@') {
      this.at += whole.length;
      return { node: 'field', slot, type: 'set', set: typeName! };
    }
    const type = typeName ?? (name === '_' ? 'word' : DEFAULT_TYPES[name as FieldName]);
    if (!(FIELD_TYPES as readonly string[]).includes(type))
      this.fail(`unknown type "${type}"`, didYouMean(type, FIELD_TYPES));
    this.at += whole.length;
    return { node: 'field', slot, type: type as FieldType, set: undefined };
  }
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : `one of: ${known.join(', ')}`;
}
