// What an input that was cut into parts hands on at a cut: the lines whose exchange may have begun in the part before, and the
// exchanges that the part after may still change. Plain JSON, so that it can cross threads and lie in snapshots.
import { type Cause, isPending, type PendingCause, settled } from '../diagnose/cause.js';
import { type LineKind, type LineRecord, newLineRecord, SLOT } from '../event.js';

/** Fields of an exchange that are kept until it is counted. */
export const KEPT = [SLOT.client, SLOT.qname, SLOT.qtype, SLOT.qclass, SLOT.zone, SLOT.key, SLOT.view] as const;

/** A line that tells of an answer, with all that joining looks at. Texts are latin1, one character a byte. */
export interface DeferredLine {
  readonly format: string;
  /** Place of the kind among the kinds of its format. */
  readonly kind: number;
  readonly code: number;
  /** Epoch ms; null without a time. */
  readonly time: number | null;
  readonly line: number;
  readonly port: number;
  readonly pointer: string | null;
  readonly fields: readonly (string | null)[];
  /** What its part knew of why. */
  readonly cause: Cause | PendingCause | null;
}

/** An exchange that is not final yet. */
export interface OpenExchange {
  readonly format: string;
  /** The kind of its last answer; null while only suppressed lines were seen. */
  readonly kind: number | null;
  readonly fields: readonly string[];
  readonly port: number;
  readonly pointer: number;
  readonly state: number;
  readonly family: number;
  readonly kindsSeen: readonly [number, number];
  readonly code: number;
  readonly detail: number;
  readonly last: number;
  readonly time: number | null;
  readonly line: number;
  readonly cause: Cause | PendingCause | null;
}

/** A cause whose line is counted from `lines` lines earlier; pending ones were settled, see `withCauses`. */
export const laterBy = (cause: Cause | PendingCause, lines: number): Cause | undefined =>
  isPending(cause) ? undefined : { ...cause, line: cause.line + lines };

/** The cut with its pending causes settled; `byTicket` count lines from the beginning of the log, as `lineBase` does. */
export function withCauses(cut: ExchangeCut, byTicket: readonly (Cause | undefined)[], lineBase: number): ExchangeCut {
  const own = byTicket.map((cause) => cause && { ...cause, line: cause.line - lineBase });
  const settle = <T extends { readonly cause: Cause | PendingCause | null }>(holder: T): T => ({
    ...holder,
    cause: settled(holder.cause ?? undefined, own) ?? null,
  });
  return { deferred: cut.deferred.map((d) => (typeof d === 'number' ? d : settle(d))), open: cut.open.map(settle) };
}

/**
 * In order: lines whose exchange may have begun before, and keys (see `exchangeKey`) of clients whose next request began here,
 * which ends whatever was open for them before.
 */
export type Deferred = DeferredLine | number;

export interface ExchangeCut {
  readonly deferred: readonly Deferred[];
  readonly open: readonly OpenExchange[];
}

/** Finds a kind by its format and place. */
export type KindLookup = (format: string, index: number) => LineKind | undefined;

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

export function deferLine(record: LineRecord): DeferredLine {
  const { ranges, buf } = record;
  const text = (slot: number): string | null =>
    ranges[2 * slot]! < 0 ? null : latin1(buf, ranges[2 * slot]!, ranges[2 * slot + 1]!);
  return {
    format: record.kind!.format,
    kind: record.kind!.index,
    code: record.code,
    time: Number.isNaN(record.time) ? null : record.time,
    line: record.lineNo,
    port: ranges[2 * SLOT.clientPort]! < 0 ? -1 : record.numbers[SLOT.clientPort]!,
    pointer: text(SLOT.pointer),
    fields: KEPT.map(text),
    cause: record.cause ?? null,
  };
}

/** The record of a deferred line, as far as joining needs it. Undefined for a kind that is not known (any more). */
export function recordOf(line: DeferredLine, lookup: KindLookup, lineBase: number): LineRecord | undefined {
  const kind = lookup(line.format, line.kind);
  if (kind === undefined) return undefined;
  const record = newLineRecord();
  const texts = [...line.fields, line.pointer];
  const buf = Buffer.from(texts.map((text) => text ?? '').join(''), 'latin1');
  let at = 0;
  for (const [i, text] of texts.entries()) {
    if (text === null) continue;
    const slot = i < KEPT.length ? KEPT[i]! : SLOT.pointer;
    record.ranges[2 * slot] = at;
    record.ranges[2 * slot + 1] = at + text.length;
    at += text.length;
  }
  if (line.port >= 0) {
    record.ranges[2 * SLOT.clientPort] = 0;
    record.ranges[2 * SLOT.clientPort + 1] = 0;
    record.numbers[SLOT.clientPort] = line.port;
  }
  record.buf = buf;
  record.kind = kind;
  record.code = line.code;
  record.time = line.time ?? Number.NaN;
  record.lineNo = lineBase + line.line;
  record.cause = line.cause === null ? undefined : laterBy(line.cause, lineBase);
  return record;
}
