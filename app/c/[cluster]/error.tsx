'use client'

import { ErrorPanel } from '#components/ui/error-panel.tsx'

/** A page that failed while it was drawn; the frame around it stays usable. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorPanel what="draw this page" error={error} onRetry={reset} />
}
