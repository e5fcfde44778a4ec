// What a log cannot tell, and the setting that would make it tell.

import { formatsOf } from './formats-of.js';
import type { Facts } from './model.js';
import { fileArgument } from './own-commands.js';
import { count, share } from './words.js';

export interface BlindSpot {
  /** What stays unknown, a sentence. Holds no text of the log. */
  readonly what: string;
  /** The setting or command that would tell; absent where nothing does. */
  readonly remedy?: string;
  /** Whether the remedy is a shell line. */
  readonly command?: boolean;
}

/** From this share of lines on, unrecognized ones are worth a look. */
const NOTABLE_SHARE = 0.01;

export function blindSpots(facts: Facts): BlindSpot[] {
  if (facts.lines.read === 0) return [];
  return [...unreadInputs(facts), ...missingSwitches(facts), ...hiddenBits(facts), ...lostInReading(facts)];
}

function unreadInputs(facts: Facts): BlindSpot[] {
  return facts.inputs
    .filter(({ format, lines }) => format !== undefined && lines.unrecognized > NOTABLE_SHARE * lines.read)
    .map(({ path, lines }) => ({
      what: `What ${count(lines.unrecognized)} unrecognized lines of one file say (${share(lines.unrecognized, lines.read)}).`,
      remedy: `rcodescope detect ${fileArgument(path)}`,
      command: true,
    }));
}

/** Options of the server that seem to be off: none of the lines that come with them is there. */
function missingSwitches(facts: Facts): BlindSpot[] {
  const answered = (code: string): boolean => (facts.responses.byRcode[code] ?? 0) > 0;
  const formats = formatsOf(facts);
  return formats.flatMap(({ spec, inputs }) =>
    (spec.switches ?? []).flatMap((option) => {
      if (option.shownBy.some((kind) => (facts.byKind[kind] ?? 0) > 0)) return [];
      const codes = option.missedFor?.filter(answered);
      const everyAnswer = inputs.every((input) => input.coverage === 'all');
      const hidden = option.soleTrace === true && !everyAnswer;
      if (codes !== undefined && codes.length === 0 && !hidden) return [];
      const since = option.since === undefined ? '' : ` (from ${option.since} on)`;
      const about = codes === undefined || option.missedFor!.length < 2 ? '' : ` (${codes.join(', ')})`;
      const whose = formats.length > 1 ? ` by ${spec.title}` : '';
      return [{ what: `${capital(option.tells)}${about}${whose}.`, remedy: `${option.option}${since}` }];
    }),
  );
}

/** Logs of the four header bits: the codes above 15 look like others. */
function hiddenBits(facts: Facts): BlindSpot[] {
  const masked = formatsOf(facts).filter(({ spec }) => spec.fourBit === true);
  if (masked.length === 0 || facts.lines.events === 0) return [];
  const cookies = facts.responses.byRcode.YXRRSET ?? 0;
  const sure = cookies > 0 ? ` The ${count(cookies)} YXRRSET here are almost certainly BADCOOKIE.` : '';
  return [
    {
      what: `Codes above 15: ${masked.map(({ spec }) => spec.title).join(', ')} prints only four bits, so BADVERS reads NOERROR and BADCOOKIE reads YXRRSET.${sure} No option changes this.`,
    },
  ];
}

function lostInReading({ lines, timeline, evictedExchanges, period, responses }: Facts): BlindSpot[] {
  const spots: BlindSpot[] = [];
  if (period === null && lines.events > 0)
    spots.push({
      what: 'When anything happened: no line has a time.',
      remedy: 'print-time in the channel, or a carrier such as syslog',
    });
  else if (timeline.untimed > 0)
    spots.push({ what: `When ${count(timeline.untimed)} of the responses were sent: their lines have no time.` });
  if (lines.oversize > 0)
    spots.push({
      what: `What ${count(lines.oversize)} oversize lines say.`,
      remedy: '--max-line-bytes with a larger number',
    });
  if (evictedExchanges > 0 && responses.total !== null)
    spots.push({
      what: `Whether lines belong to one request in ${count(evictedExchanges)} cases: too many requests were open at once, and some may be counted twice.`,
      remedy: '--max-open-exchanges with a larger number',
    });
  return spots;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
