import { AppError } from '#lib/errors.ts'

/**
 * A name as one segment of a path. `encodeURIComponent` keeps dots, and a segment of dots alone is a step up (RFC 3986, section 5.2.4), which
 * would send the console's credentials to another route. @throws AppError INVALID_INPUT
 */
export function pathSegment(name: string): string {
  if (/^\.{1,2}$/.test(name))
    throw new AppError('INVALID_INPUT', `${name} is not a name that a schema registry can have.`)
  return encodeURIComponent(name)
}
