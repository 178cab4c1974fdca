/**
 * One instance for the whole process. Next.js loads a server module up to three times (route handlers, server components,
 * instrumentation), so what must be one lives on `globalThis`.
 */
export function singleton<Value>(name: string, create: () => Value): Value {
  const store = globalThis as unknown as Record<symbol, Value | undefined>
  const key = Symbol.for(`tailrace.${name}`)
  return (store[key] ??= create())
}
