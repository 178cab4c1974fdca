/** What Spring puts in front of every exception of a listener, called in place or over retry topics. */
const WRAPPER = /^Listener (?:method '[^'\n]{1,2000}' threw exception|failed)(?:; |$)/

/** What an exception says, without what a framework says around it; as it is where nothing would be left. */
export function ownMessage(message: string): string {
  return message.replace(WRAPPER, '') || message
}
