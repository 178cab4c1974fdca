/** How everything that opens on top of the page looks. */
export const popupLook =
  'rounded-lg border border-line-strong bg-raised text-ink shadow-pop outline-none origin-(--transform-origin) transition-[scale,opacity] duration-100 data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0'

export const popupItemLook =
  'flex min-h-7 cursor-default items-center gap-2 rounded-md px-2 py-1 text-base outline-none select-none data-highlighted:bg-hover data-disabled:text-faint'
