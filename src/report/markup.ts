// HTML that cannot hold unescaped text: every value put into the template is escaped unless it is markup already.

import { shownPath } from './words.js';

export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/** The template's own text is markup; what is put in is text, markup, or nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.reduce((text, part, i) => text + put(values[i - 1]) + part) };
}

function put(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(Number(value.toFixed(3)));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => shownPath(text).replace(/[&<>"']/g, (c) => ENTITIES[c]!);
