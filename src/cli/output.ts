// How text leaves for people: width and colour of the terminal, or neither.

export interface TextStyle {
  /** Columns to fill. */
  readonly width: number;
  readonly colour: boolean;
}

/** Colour only on a terminal and when NO_COLOR is not set (no-color.org). */
export function textStyle(stream: NodeJS.WriteStream): TextStyle {
  const colour = stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
  return { width: stream.isTTY === true ? Math.max(40, Math.min(stream.columns ?? 80, 120)) : 80, colour };
}

/** Resolves when the text is handed over, however slow the reader. */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
