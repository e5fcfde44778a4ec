// The documentation holds: its commands run, its output is real, its snippets are accepted by the servers they are for.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../src/cli/program.js';
import { FORMATS } from '../src/formats/index.js';
import { REFERENCE_FILE, referenceText } from '../src/reference.js';
import { type Block, blocksOf, pageText, ROOT, rewriteBlock, shown } from './docs/blocks.js';
import { namedKnowsResponseLog } from './docs/named-version.js';
import { makeSandbox, type Sandbox } from './docs/sandbox.js';
import { toolOrSkip } from './tools.js';

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
];
const blocks = PAGES.flatMap(blocksOf);
const of = (language: string): Block[] => blocks.filter((block) => block.language === language);
const place = (block: Block): string => `${block.page}:${block.line}`;
/** Writes the output blocks anew instead of comparing them. */
const UPDATE = process.env.RCODESCOPE_UPDATE_DOCS === '1';

let sandbox: Sandbox;
let folder: string;
beforeAll(() => {
  sandbox = makeSandbox();
  folder = mkdtempSync(join(tmpdir(), 'rcodescope-docs-'));
});
afterAll(() => {
  sandbox.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('reference', () => {
  it('is what the declarations say (else: npm run build && npm run reference)', async () => {
    expect(readFileSync(REFERENCE_FILE, 'utf8')).toBe(await referenceText());
  });
});

describe('the README', () => {
  it('lists every format with the versions that were checked', () => {
    const missing = FORMATS.filter(
      ({ name, versions }) => !pageText('README.md').includes(`| \`${name}\` | ${versions} |`),
    );
    expect(missing.map((format) => format.name)).toEqual([]);
  });
});

describe('blocks', () => {
  it('are of a kind that is checked here', () => {
    const checked = ['sh', 'text', 'yaml', 'promql', 'named.conf', 'unbound.conf', 'js', 'ts'];
    expect(blocks.filter((block) => !checked.includes(block.language)).map(place)).toEqual([]);
    expect(of('sh').length).toBeGreaterThan(8);
  });

  it('of output stand behind a command that is run', () => {
    const wrong = of('text').filter((block) => {
      const before = blocks[blocks.indexOf(block) - 1];
      return before?.language !== 'sh' || before.page !== block.page || before.notRun !== undefined;
    });
    expect(wrong.map(place)).toEqual([]);
  });
});

describe('commands', () => {
  const runnable = of('sh').filter((block) => block.notRun === undefined);
  const live = runnable.filter((block) => /^rcodescope watch/.test(block.text));

  for (const block of runnable.filter((b) => !live.includes(b))) {
    it(`${place(block)} runs`, () => {
      const result = spawnSync('bash', ['-euo', 'pipefail', '-c', sandbox.moved(block.text)], {
        cwd: sandbox.root,
        env: sandbox.env,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      expect(result.stderr).toBe('');
      expect(result.status).toBe(0);
      const output = blocks[blocks.indexOf(block) + 1];
      if (output?.language !== 'text') return;
      const expected = shown(output.text, sandbox.unmoved(result.stdout));
      if (UPDATE) rewriteBlock(output, expected);
      else expect(output.text).toBe(expected);
    });
  }

  it('write what they are said to write', () => {
    const report = JSON.parse(readFileSync(join(sandbox.root, 'report.json'), 'utf8'));
    expect(report.responses.total).toBeGreaterThan(0);
    const events = readFileSync(join(sandbox.root, 'events.ndjson'), 'utf8').trim().split('\n');
    const codes = new Set(events.map((line) => JSON.parse(line).dns.response_code));
    expect([...codes].sort()).toEqual(['REFUSED', 'SERVFAIL']);
  });

  for (const block of live) {
    it(`${place(block)} follows its files, serves metrics and stops when told to`, async () => {
      const files = sandbox.moved(block.text).split(' ').slice(2);
      const program = join(ROOT, 'dist/main.js');
      const child = spawn(process.execPath, [program, 'watch', '--web.listen-address', '127.0.0.1:0', ...files], {
        env: sandbox.env,
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const failures = files.map((file) => readFileSync(file, 'latin1').match(/^.*\bSERVFAIL\b.*\n/m)![0]);
      // Lines are added until they are seen: the files are followed from their end, wherever that is when it starts.
      await expect
        .poll(
          () => {
            for (const [i, file] of files.entries()) appendFileSync(file, failures[i]!, 'latin1');
            return files.every((file) => out.includes(JSON.stringify(file)));
          },
          { timeout: 20_000, interval: 200 },
        )
        .toBe(true);
      const url = /metrics on (\S+)/.exec(err)![1]!;
      const metrics = await (await fetch(url)).text();
      expect(metrics).toMatch(/^rcodescope_lines_total\{server="rcodes.log",outcome="event"\} [1-9]/m);
      expect(metrics).toMatch(/^rcodescope_lines_total\{server="unbound.log",outcome="event"\} [1-9]/m);
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    });
  }

  it('name only commands and flags that there are', () => {
    const spans = PAGES.filter((page) => page !== 'docs/reference.md').flatMap((page) => [
      ...[...pageText(page).matchAll(/`(rcodescope [^`\n]+)`/g)].map((match) => match[1]!),
      ...blocksOf(page)
        .filter((block) => block.language === 'sh')
        .flatMap((block) => block.text.split(/\n|\|/))
        .map((line) => line.trim())
        .filter((line) => line.startsWith('rcodescope ')),
    ]);
    expect(spans.length).toBeGreaterThan(10);
    const commands = buildProgram(() => {}).commands;
    const wrong = spans.filter((span) => {
      const command = commands.find((c) => c.name() === span.split(' ')[1]);
      const flags = span.match(/ --[a-z.-]+/g) ?? [];
      return command === undefined || !flags.every((flag) => command.options.some((o) => o.long === flag.trim()));
    });
    expect(wrong).toEqual([]);
  });
});

describe('snippets', () => {
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it.skipIf(toolOrSkip('named-checkconf'))('named-checkconf accepts those of BIND', () => {
    const knows = namedKnowsResponseLog();
    expect(of('named.conf').length).toBe(2);
    for (const block of of('named.conf')) {
      const result = run('named-checkconf', [file('named.conf', block.text)]);
      if (knows || !/respon/.test(block.text)) expect(result, place(block)).toEqual({ status: 0, said: '' });
      else {
        // An older BIND must object to these two things, as the page says, and to nothing else.
        expect(result.said).toMatch(/unknown option 'responselog'/);
        const rest = block.text.replace(/^.*responselog yes;\n/m, '').replace(/^.*category responses .*\n/m, '');
        expect(rest.split('\n').length).toBe(block.text.split('\n').length - 2);
        expect(run('named-checkconf', [file('named.conf', rest)]), place(block)).toEqual({ status: 0, said: '' });
      }
    }
  });

  it.skipIf(toolOrSkip('unbound-checkconf'))('unbound-checkconf accepts those of Unbound', () => {
    expect(of('unbound.conf').length).toBe(3);
    file('rpz.zone', '$ORIGIN rpz.example.\n@ 60 SOA ns. h. 1 60 60 60 60\n@ 60 NS ns.\n');
    for (const block of of('unbound.conf')) {
      // The directories of the log and of the zone must exist for the check.
      const text = block.text.replace(/"\/var\/[a-z/]*\//g, `"${folder}/`);
      const path = file('unbound.conf', `server:\n  chroot: ""\n  directory: "${folder}"\n  username: ""\n${text}\n`);
      const result = run('unbound-checkconf', [path]);
      expect(result, place(block)).toEqual({ status: 0, said: `unbound-checkconf: no errors in ${path}\n` });
    }
  });

  it('the scrape configuration is the one in deploy/', () => {
    expect(of('yaml').length).toBe(1);
    expect(readFileSync(join(ROOT, 'deploy/prometheus/scrape.yaml'), 'utf8').replace(/^#.*\n/gm, '')).toBe(
      `${of('yaml')[0]!.text}\n`,
    );
  });

  it.skipIf(toolOrSkip('promtool'))('promtool accepts the scrape configuration and the queries', () => {
    const config = run('promtool', ['check', 'config', join(ROOT, 'deploy/prometheus/scrape.yaml')]);
    expect(config.status, config.said).toBe(0);
    for (const block of of('promql')) {
      const rule = { groups: [{ name: 'docs', rules: [{ record: 'docs:query', expr: block.text }] }] };
      const result = run('promtool', ['check', 'rules', file('rules.yaml', JSON.stringify(rule))]);
      expect(result.status, result.said).toBe(0);
    }
  });

  it('the queries ask for metrics that there are', async () => {
    const reference = await referenceText();
    const metrics = of('promql').flatMap((block) => block.text.match(/rcodescope_\w+/g) ?? []);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((metric) => !reference.includes(`| \`${metric}\` |`))).toEqual([]);
  });

  const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!systemd)('systemd accepts the unit', () => {
    const unit = readFileSync(join(ROOT, 'deploy/systemd/rcodescope.service'), 'utf8');
    const path = file('rcodescope.service', unit.replace('/usr/bin/rcodescope', join(sandbox.root, 'bin/rcodescope')));
    expect(run('systemd-analyze', ['verify', path])).toEqual({ status: 0, said: '' });
  });

  it('the unit runs a command that there is', () => {
    const unit = readFileSync(join(ROOT, 'deploy/systemd/rcodescope.service'), 'utf8');
    const [, name, ...args] = /^ExecStart=(.*)$/m.exec(unit)![1]!.split(' ');
    const command = buildProgram(() => {}).commands.find((c) => c.name() === name)!;
    const flags = args.filter((arg) => arg.startsWith('--'));
    expect(flags.filter((flag) => !command.options.some((option) => option.long === flag))).toEqual([]);
  });

  it('the library example runs', () => {
    expect(of('js').length).toBe(1);
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', of('js')[0]!.text], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/read: 2000/);
    expect(result.stdout).toMatch(/SERVFAIL: \d+/);
  });
});

describe('links', () => {
  const anchors = (page: string): string[] =>
    [...pageText(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    );

  it('lead somewhere', () => {
    const broken = PAGES.flatMap((page) =>
      [...pageText(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1]!)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [path, anchor] = target.split('#') as [string, string | undefined];
          const file = path === '' ? page : join(dirname(page), path);
          return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchors(file).includes(anchor));
        })
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
