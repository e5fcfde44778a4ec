// A Dockerfile read into stages and steps, and its steps carried out in plain directories: one for the root of each stage.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Step {
  readonly keyword: string;
  readonly rest: string;
}

export interface Stage {
  readonly name: string;
  readonly image: string;
  readonly steps: readonly Step[];
}

export function readDockerfile(path: string): Stage[] {
  const text = readFileSync(path, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ');
  const stages: { name: string; image: string; steps: Step[] }[] = [];
  for (const line of text.split('\n').filter((l) => l.trim() !== '')) {
    const [, keyword, rest] = /^([A-Z]+) (.*)$/.exec(line)!;
    const from = /^(\S+)(?: AS (\S+))?$/.exec(rest!);
    if (keyword === 'FROM') stages.push({ image: from![1]!, name: from![2] ?? String(stages.length), steps: [] });
    else stages.at(-1)!.steps.push({ keyword: keyword!, rest: rest! });
  }
  return stages;
}

/** The words of a step in its JSON form, as `ENTRYPOINT ["a", "b"]`. */
export function wordsOf(stage: Stage, keyword: string): string[] {
  const step = stage.steps.find((s) => s.keyword === keyword);
  if (step === undefined) throw new Error(`no ${keyword}`);
  return JSON.parse(step.rest.slice(step.rest.indexOf('['))) as string[];
}

export interface BuiltStage {
  /** Directory that stands for `/` of the stage. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Steps that were not carried out, and why. */
  readonly left: readonly string[];
}

/** Carries out the steps of a stage; throws with the output of a command that fails. */
export function buildStage(
  stage: Stage,
  root: string,
  context: { readonly folder: string; readonly ignored: readonly string[] },
  built: ReadonlyMap<string, BuiltStage>,
  env: NodeJS.ProcessEnv,
): BuiltStage {
  let workdir = '/';
  const own: Record<string, string> = {};
  const left: string[] = [];
  mkdirSync(root, { recursive: true });
  for (const { keyword, rest } of stage.steps) {
    switch (keyword) {
      case 'WORKDIR':
        workdir = rest;
        mkdirSync(join(root, workdir), { recursive: true });
        break;
      case 'ENV': {
        const [name, value] = rest.split('=') as [string, string];
        own[name] = value;
        break;
      }
      case 'COPY': {
        const from = /^--from=(\S+) /.exec(rest)?.[1];
        const words = rest.replace(/^--\S+ /, '').split(' ');
        const target = join(root, workdir, words.pop()!);
        for (const word of words) {
          if (from === undefined && context.ignored.includes(word)) throw new Error(`.dockerignore leaves ${word} out`);
          const source = from === undefined ? join(context.folder, word) : join(built.get(from)!.root, word);
          // As Docker does it: of a directory its contents are copied, a file goes into a target that ends in a slash.
          const into = statSync(source).isDirectory() || !rest.endsWith('/') ? target : join(target, basename(word));
          cpSync(source, into, { recursive: true });
        }
        break;
      }
      case 'RUN': {
        if (rest.startsWith('apt-get ')) {
          left.push(`RUN ${rest}`);
          break;
        }
        const result = spawnSync('sh', ['-c', rest], {
          cwd: join(root, workdir),
          env: { ...env, ...own },
          encoding: 'utf8',
        });
        if (result.status !== 0) throw new Error(`RUN ${rest}\n${result.stdout}${result.stderr}`);
        break;
      }
      case 'USER':
      case 'EXPOSE':
        left.push(`${keyword} ${rest}`);
        break;
      case 'HEALTHCHECK':
      case 'ENTRYPOINT':
      case 'CMD':
        break;
      default:
        throw new Error(`${keyword}: no rule for it here`);
    }
  }
  return { root, workdir, env: own, left };
}

/** The names in .dockerignore, without patterns. */
export function ignoredNames(folder: string): string[] {
  const path = join(folder, '.dockerignore');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
