'use client'

import { SunMoon } from 'lucide-react'
import { IconButton } from '#components/ui/button.tsx'
import { Menu, menuChoice } from '#components/ui/menu.tsx'
import { themeChoice, zone } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'

/** Theme and time zone. */
export function DisplayMenu() {
  const [theme, setTheme] = useStored(themeChoice)
  const [timeZone, setTimeZone] = useStored(zone)
  return (
    <Menu
      align="end"
      button={(props) => (
        <IconButton {...props} label="Theme and time zone">
          <SunMoon size={15} aria-hidden />
        </IconButton>
      )}
      entries={[
        menuChoice({
          id: 'theme',
          label: 'Theme',
          value: theme,
          onChange: setTheme,
          options: [
            { value: 'system', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ],
        }),
        { kind: 'line', id: 'line' },
        menuChoice({
          id: 'zone',
          label: 'Times',
          value: timeZone,
          onChange: setTimeZone,
          options: [
            { value: 'local', label: 'Local time' },
            { value: 'utc', label: 'UTC' },
          ],
        }),
      ]}
    />
  )
}
