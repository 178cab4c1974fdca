/**
 * A module that is loaded beside the page instead of with it: loading starts at once in a browser, and whoever needs it waits for it.
 * The contract is loaded like this, because its schemas with their library weigh as much as half a page and nothing of it is needed
 * before the first answer arrives. A failed load is tried again by the next caller.
 */
export function early<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined
  const get = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    }))
  if (typeof window !== 'undefined') void get().catch(() => undefined)
  return get
}
