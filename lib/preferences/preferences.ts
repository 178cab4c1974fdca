import { oneOf, stored } from './stored.ts'

/** `system` follows the operating system. The inline theme script reads the same keys before the first paint. */
export type ThemeChoice = 'system' | 'light' | 'dark'
export const themeChoice = stored<ThemeChoice>('tailrace.theme', 'system', oneOf(['system', 'light', 'dark']))

export type Zone = 'local' | 'utc'
export const zone = stored<Zone>('tailrace.zone', 'local', oneOf(['local', 'utc']))

/** How much room the open record takes. */
export type PanelWidth = 'narrow' | 'wide'
export const panelWidth = stored<PanelWidth>('tailrace.panel', 'narrow', oneOf(['narrow', 'wide']))

export type Rail = 'open' | 'collapsed'
export const rail = stored<Rail>('tailrace.rail', 'open', oneOf(['open', 'collapsed']))
