// Which metrics there are, and which a PromQL expression asks for.
import { buildRegistry } from '../../src/sinks/prometheus.js';

/** Names of series as they are stored. */
export function metricNames(): string[] {
  return buildRegistry([], '0')
    .getMetricsAsArray()
    .flatMap((metric) => {
      const { name, type } = metric as unknown as { name: string; type?: string };
      return type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name];
    });
}

/** The names of metrics and of recorded series in an expression, and `up`. */
export function namesIn(expression: string): string[] {
  const bare = expression.replace(/"[^"]*"/g, '""');
  return bare.match(/\b(?:[a-z_]+:)?rcodescope_\w+(?::\w+)?|\bup\b/g) ?? [];
}
