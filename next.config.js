/**
 * `TAILRACE_BASE_PATH` is read when the application is built: Next.js writes the sub-path into every page and script.
 * @type {import('next').NextConfig}
 */
const config = {
  basePath: process.env.TAILRACE_BASE_PATH ?? '',
  env: { NEXT_PUBLIC_BASE_PATH: process.env.TAILRACE_BASE_PATH ?? '' },
  distDir: process.env.TAILRACE_DIST_DIR ?? '.next',
  serverExternalPackages: ['kafkajs', 'snappy', 'lz4-napi', 'pino', 'prom-client', 'protobufjs'],
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
  reactStrictMode: true,
  // The minifier writes functions that are used once into the loops that call them, as new closures each time: half the speed, five times the garbage.
  experimental: { preloadEntriesOnStart: false, serverMinification: false },
  devIndicators: false,
}

export default config
