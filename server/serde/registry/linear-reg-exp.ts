import { RE2JS } from '@bufbuild/re2'

/**
 * Regular expressions of schemas in an engine that takes linear time. It has no look-around and no back references: a pattern with those is
 * left to JavaScript's own, whose time the thread's deadline bounds.
 */
export const linearRegExp = Object.assign(
  (pattern: string, flags: string): Pick<RegExp, 'test'> => {
    try {
      const compiled = RE2JS.compile(pattern)
      return { test: (text) => compiled.test(text) }
    } catch {
      return new RegExp(pattern, flags)
    }
  },
  // Only asked for where Ajv writes its code into a file.
  { code: 'linearRegExp' },
)
