#!/usr/bin/env node
// The process: arguments in, exit status out. The only file that ends it.
import { CommanderError } from 'commander';
import { buildProgram } from './cli/program.js';
import { formatUserError, UserError } from './errors.js';

// A reader that goes away (`| head`) is no error: what it wanted it has got.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`rcodescope: standard output: ${error.message}\n`);
  process.exit(1);
});
process.stderr.on('error', () => {});

async function main(): Promise<number> {
  let status = 0;
  const program = buildProgram((code) => {
    status = Math.max(status, code);
  });
  try {
    await program.parseAsync(process.argv);
    return status;
  } catch (error) {
    // Commander has printed its message, or the help or version that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${formatUserError(error)}\n`);
    return error.exitStatus;
  }
}

process.exitCode = await main();
