// The report as a page: nothing from a log is markup, nothing is fetched, nothing may run.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report/html.js';
import { STYLE } from '../../src/report/html-style.js';
import { html } from '../../src/report/markup.js';
import { hostileAnswer } from './hostile.js';
import { reportOf, START, troubledResolver, wrongSecret } from './tallies.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const pageOf = (report: Parameters<typeof reportHtml>[0]): string => reportHtml(report, sha256);

/** The elements and attributes that the page is made of; anything else came from a log. */
const ELEMENTS = new Set(
  'html head meta title style body main header h1 h2 h3 h4 dl dt dd code span p section div svg rect line text ol ul li pre table tr th td small footer'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'lang charset http-equiv content name class width height x y x1 x2 y1 y2 dx text-anchor role aria-label aria-hidden title'.split(
    ' ',
  ),
);

/** Every tag of the page, by a reader that knows no more of HTML than the page uses. */
function tagsOf(page: string): { name: string; attributes: string[] }[] {
  const body = page.replace(/<style>[^<]*<\/style>/, '<style></style>');
  const tags = Array.from(body.matchAll(/<(\/?)([a-z0-9!]+)((?:\s+[a-z0-9-]+="[^"]*")*)\s*(\/?)>/gi));
  // Whatever is not such a tag may hold no `<` at all.
  expect(
    body.replace(/<\/?[a-z0-9!]+(?:\s+[a-z0-9-]+="[^"]*")*\s*\/?>/gi, '').replace('<!doctype html>', ''),
  ).not.toContain('<');
  return tags.map((tag) => ({
    name: tag[2]!.toLowerCase(),
    attributes: Array.from(tag[3]!.matchAll(/([a-z0-9-]+)="/g), ([, name]) => name!),
  }));
}

describe('the template', () => {
  it('escapes what is put in, and only that', () => {
    expect(html`<b title="${'"'}">${"<i>&'"}</b>${html`<br>`}`.markup).toBe(
      '<b title="&quot;">&lt;i&gt;&amp;&#39;</b><br>',
    );
    expect(html`${undefined}${1.23456}${[html`a`, html`b`]}`.markup).toBe('1.235ab');
  });
});

describe('the page', () => {
  it('lets in its own style sheet and nothing else', () => {
    const page = pageOf(troubledResolver());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1];
    expect(policy).toBe(`default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; base-uri 'none'; form-action 'none'`);
    expect(/<style>([^<]*)<\/style>/.exec(page)![1]).toBe(STYLE);
  });

  it('refers to nothing outside', () => {
    for (const report of [troubledResolver(), wrongSecret()]) {
      const page = pageOf(report);
      expect(page).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|\s(?:src|href|srcset|style|on[a-z]+)=/i);
      expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form|a)\b/i);
    }
  });

  it('tells what the text tells', () => {
    const page = pageOf(troubledResolver());
    for (const text of [
      'broken.example',
      '198.51.100.0/24',
      'dig @127.0.0.1 mail.broken.example A +cd',
      '1,802',
      '82.1 %',
      'Left out: 2 responses',
    ])
      expect(page).toContain(text);
  });

  it('shows hostile names as text', () => {
    const name = '<script>alert("1")</script>&amp;\x1b[31m\x9b\'.example.com';
    const page = pageOf(
      reportOf([{ code: 'SERVFAIL', name, client: '192.0.2.1', at: START, times: 9 }], {
        path: '</title><img src=x>\u202e.log',
      }),
    );
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;\\x1b[31m\\x9b&#39;.example.com');
    expect(page).toContain('&lt;/title&gt;&lt;img src=x&gt;\\u202e.log');
  });

  it('consists of its own elements and attributes only, whatever the log holds', () => {
    fc.assert(
      fc.property(
        fc.array(hostileAnswer, { maxLength: 8 }),
        fc.string({
          unit: fc.oneof(
            fc.constantFrom('\u061c', '\u00ad', '\u0308', '\u202e', '\u{e0041}', '<', '"', '日', '\n'),
            fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
          ),
          maxLength: 30,
        }),
        (answers, path) => {
          const page = pageOf(reportOf(answers, { path, unrecognized: 5 }));
          for (const { name, attributes } of tagsOf(page)) {
            expect(name === '!doctype' || ELEMENTS.has(name), name).toBe(true);
            for (const attribute of attributes) expect(ATTRIBUTES.has(attribute), attribute).toBe(true);
          }
          expect(page).not.toMatch(/NaN|Infinity|undefined/);
          expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
      { numRuns: 100 },
    );
  });
});
