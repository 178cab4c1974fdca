import { AppError, isAppError } from '#lib/errors.ts'

/** The error of every malformed byte. `reason` is a sentence for the user and names the offset where one is known. */
export function undecodable(reason: string, cause?: unknown): AppError {
  return new AppError('UNDECODABLE', reason, { cause })
}

/** The error of compressed data that would unpack to more than the caller allows. */
export function unpacksToTooMuch(codec: string, maxBytes: number): AppError {
  return undecodable(`The ${codec} data unpacks to more than the ${maxBytes} bytes that are read of one batch.`)
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
