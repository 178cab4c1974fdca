import { z } from 'zod'

/** host:port, with IPv6 addresses in brackets. */
export const hostPort = (example: string) =>
  z
    .string()
    .regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):\d{1,5}$/, `host:port is expected, such as ${example}`)
    .transform((text) => {
      const colon = text.lastIndexOf(':')
      return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
    })
    .refine(({ port }) => port > 0 && port < 65_536, { message: 'the port must be between 1 and 65535' })
