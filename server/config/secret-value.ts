import { z } from 'zod'
import { Secret } from './secret.ts'

/** Text of the configuration that is kept as a {@link Secret} from the moment it was read. */
export const SecretValue = z
  .string()
  .min(1)
  .transform((value) => new Secret(value))
