// `explain` and `compare`: wires the knowledge to the command line.
import type { z } from 'zod';
import type { KNOWLEDGE_OPTIONS } from '../config.js';
import { compareCommand } from './compare.js';
import { explainCommand } from './explain.js';
import { textStyle, writeOut } from './output.js';

type KnowledgeOptions = z.infer<typeof KNOWLEDGE_OPTIONS>;

export async function explainAndPrint(args: readonly string[], options: KnowledgeOptions): Promise<number> {
  await writeOut(
    explainCommand([...args], { ...textStyle(process.stdout), json: options.json, markdown: options.markdown }),
  );
  return 0;
}

export async function compareAndPrint(args: readonly string[], options: KnowledgeOptions): Promise<number> {
  await writeOut(
    compareCommand(args[0]!, args[1]!, {
      ...textStyle(process.stdout),
      json: options.json,
      markdown: options.markdown,
    }),
  );
  return 0;
}
