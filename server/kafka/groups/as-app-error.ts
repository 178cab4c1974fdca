import { AppError, isAppError } from '#lib/errors.ts'

/** An error as one that can be told; what is not an AppError is hidden behind `message`. */
export function asAppError(error: unknown, message: string): AppError {
  return isAppError(error) ? error : new AppError('INTERNAL', message, { cause: error })
}
