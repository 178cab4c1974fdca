/** The password of `user:password@host` in a URL. */
const IN_URL = /:\/\/[^\s/@:]{0,200}:[^\s/@]{1,200}@/g
/** A setting whose name says that its value is secret, in a URL, a properties file, JSON or JAAS; the value quoted or not. */
const SETTING =
  /((?:password|passwd|passphrase|pwd|secret|token|credentials?|[_.-]key|apikey)["']?\s{0,3}[:=]\s{0,3})(?:"[^"\n]{0,500}"?|'[^'\n]{0,500}'?|[^\s"'&;,)}\]]{1,500})/gi
const BEARER = /\b(Bearer|Basic) [\w.~+/=-]{8,2000}/gi

/** A text of a system that does not look after its secrets, such as a stack trace, with those replaced that can be told by their form. */
export function maskSecrets(text: string): string {
  return text.replace(IN_URL, '://***@').replace(BEARER, '$1 ***').replace(SETTING, '$1***')
}
