// Steps about other servers: those that answer badly, and answers that take long.

import { codeOfWord } from '../dns/rcode.js';
import { shellWord } from '../knowledge/command-line.js';
import { hintFor } from '../knowledge/hint.js';
import { formatsOf } from './formats-of.js';
import type { Facts } from './model.js';
import type { NextStep } from './next-steps.js';
import { linesCommand } from './own-commands.js';
import { latency, plural } from './words.js';

export function upstreamSteps(facts: Facts): NextStep[] {
  return [...badUpstream(facts), ...slowAnswers(facts)];
}

/** Fewer bad codes than this from one server are nothing. */
const NOTABLE_CODES = 5;

function badUpstream(facts: Facts): NextStep[] {
  const [upstream] = facts.upstreams;
  const bad = Object.entries(upstream?.byRcode ?? {})
    .filter(([code]) => code !== 'NOERROR' && code !== 'NXDOMAIN')
    .sort((a, b) => b[1] - a[1]);
  const [worst] = bad;
  if (upstream === undefined || worst === undefined || upstream.count < NOTABLE_CODES) return [];
  const code = codeOfWord(worst[0]);
  const product = formatsOf(facts)[0]?.spec.product ?? 'bind';
  // For which names is not counted, so the lines themselves must tell.
  const hint =
    code === undefined
      ? undefined
      : hintFor({ code, direction: 'received', kind: 'upstream-rcode', product, upstream: upstream.name });
  const lines = linesCommand(facts, ['direction=received', `rcode=${worst[0]}`]);
  const command = lines === undefined ? hint?.commands[0] : `${lines} | grep -wF -e ${shellWord(upstream.name)}`;
  if (hint === undefined || command === undefined) return [];
  return [
    {
      severity: upstream.count >= 50 ? 'warning' : 'notice',
      actor: hint.actor,
      what: `${upstream.name} answers us ${bad
        .slice(0, 3)
        .map(([word]) => word)
        .join(', ')}`,
      why: `${plural(upstream.count, 'bad answer')} from it, more than from any other server.`,
      ...(hint.steps[0] !== undefined && { advice: hint.steps[0] }),
      command,
      count: upstream.count,
    },
  ];
}

/** Seconds. People notice from about one on, and stubs give up after five. */
const SLOW = 1;

/** Shows the lookups under way, with the servers that they wait for. */
const WAITING: Readonly<Record<string, string>> = {
  bind: 'rndc recursing',
  unbound: 'unbound-control dump_requestlist',
};

function slowAnswers(facts: Facts): NextStep[] {
  const { latency: times } = facts;
  const command = WAITING[formatsOf(facts)[0]?.spec.product ?? ''];
  if (times === null || times.p90 < SLOW || command === undefined) return [];
  return [
    {
      severity: 'warning',
      actor: 'resolver operator',
      what: 'Answers take long',
      why: `One in ten takes ${latency(times.p90)} or more, half of them up to ${latency(times.p50)}.`,
      advice: 'See which lookups wait while it is slow, and for which servers.',
      command,
      count: Math.round(times.count / 10),
    },
  ];
}
