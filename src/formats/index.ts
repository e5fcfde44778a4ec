// Every format there is, in detection order: where two fit a line equally well the earlier one wins. BIND comes last because
// its prefix can be empty.
import type { LineKind } from '../event.js';
import { bind } from './bind.js';
import { type CompiledFormat, compileFormat } from './compile.js';
import { coredns } from './coredns.js';
import { dnsdist } from './dnsdist.js';
import { dnsmasq } from './dnsmasq.js';
import { pdnsRecursor } from './pdns-recursor.js';
import type { FormatSpec } from './spec.js';
import { systemdResolved } from './systemd-resolved.js';
import { unbound } from './unbound.js';

export const FORMATS: readonly FormatSpec[] = [unbound, coredns, dnsmasq, systemdResolved, pdnsRecursor, dnsdist, bind];

const compiled = new Map<string, CompiledFormat>();

/** The compiled form of a format, made at its first use. */
export function compiledFormat(spec: FormatSpec): CompiledFormat {
  let format = compiled.get(spec.name);
  if (format === undefined) {
    format = compileFormat(spec);
    compiled.set(spec.name, format);
  }
  return format;
}

export function compiledFormats(): readonly CompiledFormat[] {
  return FORMATS.map(compiledFormat);
}

/** A kind by its format and its place there: how kinds are named outside this process. */
export function kindAt(format: string, index: number): LineKind | undefined {
  const spec = FORMATS.find((f) => f.name === format);
  return spec === undefined ? undefined : compiledFormat(spec).kinds[index];
}
