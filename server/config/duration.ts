import { z } from 'zod'

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time as it stands in the configuration, `30s`, `10m`, `2h` or `1d`, in milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d{1,6}[smhd]$/, 'a duration such as 30s, 10m, 2h or 1d is expected')
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS])
