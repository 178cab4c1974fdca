import pino from 'pino'

/** The process's log: JSON lines on standard error, so that standard output stays for what a person started. LOG_LEVEL sets the level. */
export const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: null }, pino.destination(2))

export type Log = typeof log
