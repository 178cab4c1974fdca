export const headCell =
  'h-7.5 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium whitespace-nowrap text-muted first:pl-3 last:pr-3'
export const bodyCell = 'h-8 border-b border-line px-2.5 group-last:border-0 first:pl-3 last:pr-3'
/** Figures of a table stand at the end of their cell. */
export const end = ' text-right'
