// The value of the label `server`: what an input is called where it has no configured name.

/** The shortest path suffix that tells an input from the others; the paths are all different. */
export function serverNames(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const parts = path.split('/').filter((part) => part !== '');
    for (let take = 1; take <= parts.length; take++) {
      const suffix = parts.slice(-take).join('/');
      if (paths.every((other) => other === path || !`/${other.replaceAll(/\/+/g, '/')}`.endsWith(`/${suffix}`)))
        return suffix;
    }
    return path;
  });
}
