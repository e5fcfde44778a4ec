// Counts the codes of an Unbound log with DuckDB on all processors: node duckdb-count.mjs FOLDER_OF_NODE_MODULES LOG
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [home, log] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(join(home, 'package.json'))('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
// NUL as delimiter and no quotes: each line is one column.
const rows = await connection.runAndReadAll(`
  SELECT regexp_extract(line, ' IN ([A-Z]+) [0-9]', 1) AS code, count(*) AS answers
  FROM read_csv('${log.replaceAll("'", "''")}', columns = {'line': 'VARCHAR'}, delim = '\\0', quote = '', escape = '',
    header = false, auto_detect = false)
  GROUP BY code`);
for (const [code, answers] of rows.getRows()) process.stdout.write(`${code} ${answers}\n`);
