/** The environment variables the configuration is read from; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>
