import Link from 'next/link'

/** Without the frame on purpose: its scripts would be loaded with every page, for the case that the page is not there. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
      <h1 className="text-lg font-semibold">There is no page at this address</h1>
      <p className="text-muted">The link may be older than what it pointed to.</p>
      <Link
        href="/"
        className="mt-2 rounded-md border border-line-strong bg-surface px-3 py-1.5 font-medium hover:bg-hover"
      >
        To the clusters
      </Link>
    </main>
  )
}
