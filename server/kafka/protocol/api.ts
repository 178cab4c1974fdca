import { sentence } from '#lib/format/sentence.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import type { Codec, Type } from './codec.ts'
import { Reader, undecodable } from './reader.ts'
import { Writer } from './writer.ts'

/** One API of the Kafka protocol: what is sent, what comes back, and in which versions. */
export interface Api<Req, Res> {
  readonly name: string
  readonly key: number
  /** The versions described here, both ends included. */
  readonly versions: readonly [min: number, max: number]
  /** The first version with flexible encoding; Infinity where there is none. */
  readonly flexibleFrom: number
  /**
   * The request's body as it follows the header of request version 1 (key, version, correlation id, client id). In flexible
   * versions it starts with the tag buffer that ends their header. Throws INVALID_INPUT or UNSUPPORTED_BY_BROKER.
   */
  encode(request: Req, version: number): Buffer
  /** Reads all that follows the correlation id of a response. Byte fields are views of `body`. Throws UNDECODABLE. */
  decode(body: Buffer, version: number): Res
}

interface Description<ReqOut, Req, Res, ResIn> {
  name: string
  key: number
  versions: readonly [min: number, max: number]
  flexibleFrom: number
  request: Type<ReqOut, Req>
  response: Type<Res, ResIn>
}

/** Makes an API of its description; codecs are resolved at the first use of a version and kept. */
export function defineApi<ReqOut, Req, Res, ResIn>(description: Description<ReqOut, Req, Res, ResIn>): Api<Req, Res> {
  const { name, key, versions, flexibleFrom } = description
  const requests = resolved(description.request, description)
  const responses = resolved(description.response, description)

  return {
    name,
    key,
    versions,
    flexibleFrom,
    encode(request, version) {
      const writer = new Writer()
      try {
        if (version >= flexibleFrom) writer.unsignedVarint(0)
        requests(version).write(writer, request)
      } catch (error) {
        throw inContext(error, `${name} v${version} cannot be sent`)
      }
      return writer.result()
    },
    decode(body, version) {
      const reader = new Reader(body)
      try {
        if (version >= flexibleFrom) reader.skipTags()
        const response = responses(version).read(reader)
        if (reader.remaining > 0) throw undecodable(`${reader.remaining} bytes are left over`)
        return response
      } catch (error) {
        throw inContext(error, `The broker's answer to ${name} v${version} cannot be read`)
      }
    },
  }
}

function resolved<Out, In>(
  type: Type<Out, In>,
  { versions, flexibleFrom, name }: { versions: readonly [number, number]; flexibleFrom: number; name: string },
): (version: number) => Codec<Out, In> {
  const codecs = new Map<number, Codec<Out, In>>()
  return (version) => {
    let codec = codecs.get(version)
    if (!codec) {
      if (version < versions[0] || version > versions[1])
        throw new AppError('INTERNAL', `${name} v${version} is not described`)
      codec = type.at({ number: version, flexible: version >= flexibleFrom })
      codecs.set(version, codec)
    }
    return codec
  }
}

function inContext(error: unknown, context: string): unknown {
  if (isAppError(error)) return new AppError(error.code, sentence(`${context}: ${error.message}`), { cause: error })
  if (error instanceof RangeError)
    return new AppError('INVALID_INPUT', sentence(`${context}: ${error.message}`), { cause: error })
  return error
}

/** What a broker said in ApiVersions, by API key. */
export type BrokerVersions = Readonly<Record<number, { minVersion: number; maxVersion: number } | undefined>>

/**
 * The highest version of an API that both sides know.
 * @param atLeast the lowest version which can do what is asked, where that is not the first described
 * @throws UNSUPPORTED_BY_BROKER, saying what is needed and what the broker has
 */
export function negotiate(
  api: Pick<Api<never, unknown>, 'name' | 'key' | 'versions'>,
  broker: BrokerVersions,
  atLeast: number = api.versions[0],
): number {
  const max = api.versions[1]
  const needed = atLeast === max ? `version ${max}` : `one of the versions ${atLeast} to ${max}`
  const offered = broker[api.key]
  if (!offered) {
    throw new AppError('UNSUPPORTED_BY_BROKER', `This broker does not offer ${api.name}; this needs ${needed} of it.`)
  }
  const version = Math.min(max, offered.maxVersion)
  if (version < Math.max(atLeast, offered.minVersion)) {
    throw new AppError(
      'UNSUPPORTED_BY_BROKER',
      `This broker offers ${api.name} in the versions ${offered.minVersion} to ${offered.maxVersion}; this needs ${needed}.`,
    )
  }
  return version
}
