// Names of servers: as short as they can be, and never two the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serverNames } from '../../src/cli/server-names.js';

it('the shortest suffix that tells an input from the others', () => {
  expect(serverNames(['/var/log/named/query.log'])).toEqual(['query.log']);
  expect(serverNames(['/a/ns1/query.log', '/a/ns2/query.log', '/b/unbound.log'])).toEqual([
    'ns1/query.log',
    'ns2/query.log',
    'unbound.log',
  ]);
  expect(serverNames(['query.log', 'old/query.log'])).toEqual(['query.log', 'old/query.log']);
  expect(serverNames(['/x/a.log', 'x/a.log', 'y//a.log'])).toEqual(['/x/a.log', 'x/a.log', 'y/a.log']);
  expect(serverNames(['standard input', '/x/my-query.log', '/x/query.log'])).toEqual([
    'standard input',
    'my-query.log',
    'query.log',
  ]);
});

it('different paths have different names, and a name is an end of its path', () => {
  const part = fc.constantFrom('a', 'b', 'log', 'a.log');
  const path = fc
    .tuple(fc.constantFrom('', '/'), fc.array(part, { minLength: 1, maxLength: 4 }))
    .map(([root, parts]) => root + parts.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 8 }), (paths) => {
      const names = serverNames(paths);
      expect(new Set(names).size).toBe(paths.length);
      for (const [i, name] of names.entries()) expect(paths[i]!.endsWith(name)).toBe(true);
    }),
  );
});
