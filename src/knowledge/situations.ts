// Every situation that has advice of its own: our refusal is not an upstream's, and a broken signature is not a lost packet.

import type { Advice } from './advice.js';
import { BAD_SIGNATURES } from './bad-signatures.js';
import { OUR_FAILURES } from './our-failures.js';
import { OUR_VERDICTS } from './our-verdicts.js';
import { THEIR_ANSWERS } from './their-answers.js';

export const SITUATIONS = {
  ...OUR_VERDICTS,
  ...OUR_FAILURES,
  ...THEIR_ANSWERS,
  ...BAD_SIGNATURES,
} as const satisfies Record<string, Advice>;

export type SituationName = keyof typeof SITUATIONS;
