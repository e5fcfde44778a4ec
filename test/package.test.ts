// The package as it is published: packed, installed without network, run, imported, type-checked by somebody else's tsc.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFiles } from './sources/temp-files.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const files = tempFiles();
const PACKAGE = files.path('node_modules/rcodescope');

beforeAll(() => {
  // Without scripts: the build is there, and another one under the feet of other tests would not do.
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', files.directory], { cwd: ROOT });
  mkdirSync(PACKAGE, { recursive: true });
  const tarball = readdirSync(files.directory).find((name) => name.endsWith('.tgz'))!;
  execFileSync('tar', ['-xzf', files.path(tarball), '-C', PACKAGE, '--strip-components=1']);
  // What npm would install beside it, and nothing else.
  const { dependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const wanted = Object.keys(dependencies);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const at = files.path(`node_modules/${name}`);
    mkdirSync(join(at, '..'), { recursive: true });
    try {
      symlinkSync(join(ROOT, 'node_modules', name), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    const own = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    wanted.push(...Object.keys(own.dependencies ?? {}));
  }
  files.write('package.json', '{ "type": "module", "private": true }');
});

describe('the package', () => {
  it('holds what it needs and nothing else', () => {
    const top = readdirSync(PACKAGE);
    expect(top).toEqual(expect.arrayContaining(['LICENSE', 'dist', 'package.json', 'samples']));
    expect(top).not.toEqual(expect.arrayContaining(['src']));
    expect(top).not.toEqual(expect.arrayContaining(['test']));
    expect(readFileSync(join(PACKAGE, 'dist/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('runs as a program', () => {
    const { version, bin } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
    const program = join(PACKAGE, bin.rcodescope);
    expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
    const log = fileURLToPath(new URL('fixtures/unbound-replies.log', import.meta.url));
    const report = execFileSync(process.execPath, [program, 'analyze', '--json', log], { encoding: 'utf8' });
    expect(JSON.parse(report).lines.events).toBe(108);
  });

  const CONSUMER = `// Somebody else's program.
import { readFileSync } from 'node:fs';
import { type Code, codeName, codeOfWord, compare, createParser, type DnsEvent, explain, FORMATS, type Parser, UserError } from 'rcodescope';

const events: DnsEvent[] = [];
const parser: Parser = createParser({ timeZone: 'UTC', onEvent: (event) => events.push(event) });
parser.push(readFileSync(process.argv[2]!));
parser.end();
const client: string | undefined = events[0]?.client;
const code: Code | undefined = codeOfWord('nxdomain');
let refused = '';
try {
  createParser({ format: 'nosuch' });
} catch (error) {
  if (error instanceof UserError) refused = error.code;
}
console.log(JSON.stringify({
  lines: parser.lines, responses: parser.responses, format: parser.format, client, code, name: codeName(5), refused,
  formats: FORMATS.map((format) => format.name),
  explained: explain(['SERVFAIL'], { width: 80, colour: false }).length > 100,
  compared: compare('SERVFAIL', 'NXDOMAIN', { width: 80, colour: false }).length > 100,
}));
`;

  it('is imported with its types, and works', () => {
    files.write('consumer.ts', CONSUMER);
    files.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          strict: true,
          skipLibCheck: false,
          types: ['node'],
          typeRoots: [join(ROOT, 'node_modules/@types')],
          noEmitOnError: true,
        },
        files: ['consumer.ts'],
      }),
    );
    const tsc = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', files.directory], {
      encoding: 'utf8',
      cwd: files.directory,
    });
    expect(tsc.stdout + tsc.stderr).toBe('');
    const log = fileURLToPath(new URL('fixtures/unbound-replies.log', import.meta.url));
    const run = spawnSync(process.execPath, [files.path('consumer.js'), log], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({
      lines: { read: 240, events: 108 },
      responses: { NOERROR: 91, NXDOMAIN: 15, REFUSED: 1 },
      format: 'unbound',
      client: '127.0.21.13',
      code: 3,
      name: 'REFUSED',
      refused: 'unknown-format',
      explained: true,
      compared: true,
    });
  });

  it('gives its inside to nobody', () => {
    const run = spawnSync(
      process.execPath,
      ['-e', "import('rcodescope/dist/main.js').catch((e) => console.log(e.code))"],
      {
        cwd: files.directory,
        encoding: 'utf8',
      },
    );
    expect(run.stdout).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });
});
