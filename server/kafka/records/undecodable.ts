import { AppError, isAppError } from '#lib/errors.ts'

/** The error of every malformed byte. `reason` is a sentence for the user and names the offset where one is known. */
export function undecodable(reason: string, cause?: unknown): AppError {
  return new AppError('UNDECODABLE', reason, { cause })
}

class TooMuch extends AppError {}

/** The error of compressed data that would unpack to more than the caller allows. */
export function unpacksToTooMuch(codec: string, maxBytes: number): AppError {
  const text = `The ${codec} data unpacks to more than the ${maxBytes} bytes that are read of one batch.`
  return new TooMuch('UNDECODABLE', text)
}

/** Whether it came from {@link unpacksToTooMuch}. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof TooMuch || (isAppError(error) && error.cause instanceof TooMuch)
}

/** Runs `decode` and puts the batch's offset in front of the reason of what it throws. */
export function located<T>(baseOffset: bigint, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (!isAppError(error)) throw error
    throw new AppError(error.code, `The batch at offset ${baseOffset} cannot be read. ${error.message}`, {
      cause: error,
    })
  }
}
