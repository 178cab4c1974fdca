/** What a field for a time takes. */
export const timeTip = (label: string) =>
  `${label}: relative (-15m, -2h, -1d), a clock time, a date and time, or milliseconds`
