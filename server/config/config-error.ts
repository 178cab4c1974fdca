/** A mistake in the configuration, worded for whoever wrote it: the file, the line, the key and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
