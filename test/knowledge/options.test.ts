// Every option that the advice names exists: the servers' own checkers accept it where it belongs, and reject what is newer.
//
// What cannot be checked here: in which older release an option first came. For releases newer than the installed ones the
// places in the sources are given in placed-options.ts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bind } from '../../src/formats/bind.js';
import { unbound } from '../../src/formats/unbound.js';
import {
  BIND_OPTIONS,
  type BindOption,
  knows,
  UNBOUND_OPTIONS,
  type UnboundOption,
} from '../../src/knowledge/options.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { BIND_PLACES, type BindPlace, LOOKED_UP, UNBOUND_PLACES, type UnboundPlace } from './placed-options.js';

const { directory } = tempFiles();
const FOLDER = join(directory, 'options');
mkdirSync(FOLDER);
// The checker looks for them.
const SOA = '@ 60 SOA ns h 1 60 60 60 60\n@ 60 NS ns.example.\n';
for (const [name, text] of [
  ['root.key', `signed.example. IN DS 12345 13 2 ${'ab'.repeat(32)}\n`],
  ['cookies', ''],
  ['auth.zone', `$ORIGIN auth.example.\n${SOA}`],
  ['rpz.zone', `$ORIGIN rpz.example.\n${SOA}`],
] as const)
  writeFileSync(join(FOLDER, name), text);

function check(tool: string, name: string, text: string): { status: number | null; said: string } {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  const { status, stdout, stderr } = spawnSync(tool, [path], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

const versionSaid = (command: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout + stderr)![0];
};

/** A configuration with these options, each at its place. */
function named(options: readonly BindOption[]): string {
  const at = (place: BindPlace): string =>
    options
      .filter((option) => BIND_PLACES[option][0] === place && BIND_PLACES[option][1] !== '')
      .map((option) => `${option} ${BIND_PLACES[option][1]};`)
      .join('\n');
  return `
options { directory "${FOLDER}"; ${at('options')} rate-limit { ${at('rate-limit')} }; };
key "a.key" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };
key "b.key" { ${at('key') === '' ? 'algorithm hmac-sha256; secret "c2VjcmV0";' : at('key')} };
server 192.0.2.1 { ${at('server')} };
view "v" {
  ${at('view')}
  zone "primary.example" { type primary; file "p"; ${at('primary')} };
  zone "updated.example" { type primary; file "u"; ${at('updated')} };
  zone "secondary.example" { type secondary; file "s"; ${options.includes('primaries') ? '' : 'primaries { 192.0.2.1; };'} ${at('secondary')} };
};`;
}

function unboundConf(options: readonly UnboundOption[]): string {
  const at = (place: UnboundPlace): string =>
    options
      .filter((option) => UNBOUND_PLACES[option][0] === place)
      .map((option) => `  ${option}: ${UNBOUND_PLACES[option][1].replace('FOLDER', FOLDER)}\n`)
      .join('');
  return `server:
  directory: "${FOLDER}"
  chroot: ""
  username: ""
  interface: 127.0.0.1
  module-config: "respip validator iterator"
${at('server')}auth-zone:
  name: "auth.example"
  zonefile: "${FOLDER}/auth.zone"
${at('auth-zone')}rpz:
  name: "rpz.example"
  zonefile: "${FOLDER}/rpz.zone"
${at('rpz')}forward-zone:
  name: "forward.example"
${at('forward-zone')}stub-zone:
  name: "stub.example"
${at('stub-zone')}view:
  name: "inside"
`;
}

/** Distributions have these in older releases too, with the fix of CVE-2024-33655. */
const CARRIED_BACK: ReadonlySet<UnboundOption> = new Set<UnboundOption>(['discard-timeout', 'wait-limit']);

const BIND = Object.keys(BIND_PLACES) as BindOption[];
const UNBOUND = Object.keys(UNBOUND_PLACES) as UnboundOption[];

describe.skipIf(toolOrSkip('named-checkconf'))('options of BIND', () => {
  const version = toolOrSkip('named-checkconf') ? '' : versionSaid(['named-checkconf', '-v']);
  const here = BIND.filter((option) => knows(version, BIND_OPTIONS[option].since));

  it('that the installed version has are accepted by it', () => {
    expect(here.length).toBeGreaterThan(60);
    const { status, said } = check('named-checkconf', 'named.conf', named(here));
    expect(said.split('\n').filter((line) => /unknown option|obsolete|no longer exists/.test(line))).toEqual([]);
    expect(status, said).toBe(0);
  });

  it('that are newer, and those that no version has, are rejected by it', () => {
    for (const option of BIND.filter((name) => !here.includes(name))) {
      const { status, said } = check('named-checkconf', 'newer.conf', named([option]));
      expect([option, status]).toEqual([option, 1]);
      expect(said).toContain(`unknown option '${option}'`);
    }
    const typo = named(['recursion']).replace('recursion yes', 'recursoin yes');
    expect(check('named-checkconf', 'typo.conf', typo).status).toBe(1);
  });
});

describe.skipIf(toolOrSkip('unbound-checkconf'))('options of Unbound', () => {
  const version = toolOrSkip('unbound-checkconf') ? '' : versionSaid(['unbound-checkconf', '-h']);
  const here = UNBOUND.filter((option) => knows(version, UNBOUND_OPTIONS[option].since));
  const clauses = (options: readonly UnboundOption[]): UnboundOption[] =>
    options.filter((option) => UNBOUND_PLACES[option][0] !== 'clause');

  it('that the installed version has are accepted by it', () => {
    expect(here.length).toBeGreaterThan(35);
    const { status, said } = check('unbound-checkconf', 'unbound.conf', unboundConf(clauses(here)));
    expect(status, said).toBe(0);
  });

  it('that are newer, and those that no version has, are rejected by it', () => {
    const newer = UNBOUND.filter((name) => !here.includes(name) && !CARRIED_BACK.has(name));
    for (const option of newer) {
      const { status, said } = check('unbound-checkconf', 'newer.conf', unboundConf([option]));
      expect([option, status], said).toEqual([option, 1]);
      expect(said).toContain(`unknown keyword '${option}'`);
    }
    const typo = unboundConf(['log-replies']).replace('log-replies', 'log-repleis');
    expect(check('unbound-checkconf', 'typo.conf', typo).status).toBe(1);
  });

  // A rejection of the whole file must not come from the frame.
  it('are judged by themselves: the frame alone passes', () => {
    const { status, said } = check('unbound-checkconf', 'frame.conf', unboundConf([]));
    expect(status, said).toBe(0);
  });
});

describe('options newer than what is installed', () => {
  it('have the version that the sources show', () => {
    for (const { product, option, since, source } of LOOKED_UP) {
      const options: Readonly<Record<string, { since: string }>> = product === 'bind' ? BIND_OPTIONS : UNBOUND_OPTIONS;
      expect([option, options[option]?.since]).toEqual([option, since]);
      expect(source).toMatch(/: in \S.*, not in /);
    }
  });

  it('are all looked up', () => {
    const newer = [
      ...BIND.filter((option) => !knows('9.18.49', BIND_OPTIONS[option].since)),
      ...UNBOUND.filter((option) => !knows('1.17.1', UNBOUND_OPTIONS[option].since)),
    ];
    expect(LOOKED_UP.map(({ option }) => option).sort()).toEqual([...newer].sort());
  });
});

it('the options in the descriptions of the formats of BIND and Unbound are among them', () => {
  const known: readonly string[] = [...BIND, ...UNBOUND];
  for (const format of [bind, unbound]) {
    const texts = [...format.enable, ...(format.switches ?? []).map(({ option }) => option)].join(' ');
    const options = texts.match(/\b(?:[a-z]+(?:-[a-z]+)*(?=:? yes|: \d)|responselog|querylog)/g) ?? [];
    expect(options.length).toBeGreaterThan(0);
    for (const option of options) expect(known).toContain(option);
  }
});

it('an option of a version is told by release and branch', () => {
  expect(knows('9.18.49', '9.20.3 and 9.21.2')).toBe(false);
  expect(knows('9.20.2', '9.20.3 and 9.21.2')).toBe(false);
  expect(knows('9.20.3', '9.20.3 and 9.21.2')).toBe(true);
  expect(knows('9.21.1', '9.20.3 and 9.21.2')).toBe(false);
  expect(knows('9.22.0', '9.20.3 and 9.21.2')).toBe(true);
  expect(knows('1.9.0', '1.18.0')).toBe(false);
});
