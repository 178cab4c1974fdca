import { ShellFrame } from '#components/app-shell/shell-frame.tsx'
import { TopBar } from '#components/app-shell/top-bar.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export default function NotFound() {
  return (
    <ShellFrame top={<TopBar />}>
      <EmptyState
        wholePage
        title="There is no page at this address"
        action={<ButtonLink href="/">To the clusters</ButtonLink>}
      >
        The link may be older than what it pointed to.
      </EmptyState>
    </ShellFrame>
  )
}
