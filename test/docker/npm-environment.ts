// The environment in which tests run npm: the user's registry and proxies, but no trace of the npm and vitest that run the test.

/** `cache` is a directory of its own, because one step of the Dockerfile empties the cache. */
export function npmEnvironment(cache: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    const inherited = /^(npm_(?!config_registry$)|NODE_ENV$|VITEST|TEST$|PROD$|DEV$|MODE$|SSR$|BASE_URL$|INIT_CWD$)/i;
    if (!inherited.test(name)) env[name] = value;
  }
  return { ...env, npm_config_cache: cache, npm_config_update_notifier: 'false' };
}

/** Installing takes long where the registry is far: in CI always, elsewhere when asked for. */
export const INSTALLS = process.env.RCODESCOPE_REQUIRE_TOOLS === '1' || process.env.RCODESCOPE_DOCKER_STEPS === '1';
