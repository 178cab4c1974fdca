'use client'

import { Fragment } from 'react'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { navigation } from './navigation.ts'

const SECTIONS: { title: string; keys: [keys: string, what: string][] }[] = [
  {
    title: 'Go to',
    keys: [
      ['mod k', 'Search everything'],
      ...navigation.map((item): [string, string] => [`g ${item.key}`, item.label]),
    ],
  },
  {
    title: 'In a table',
    keys: [
      ['/', 'Filter'],
      ['j', 'Next row'],
      ['k', 'Previous row'],
      ['Enter', 'Open the row'],
    ],
  },
  {
    title: 'Everywhere',
    keys: [
      ['Esc', 'Close'],
      ['?', 'This help'],
    ],
  },
]

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {SECTIONS.map((section) => (
          <section key={section.title} className="first:row-span-2">
            <h3 className="mb-1.5 text-sm font-medium text-muted">{section.title}</h3>
            <dl className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1.5">
              {section.keys.map(([keys, what]) => (
                <Fragment key={keys}>
                  <dt className="flex gap-1">
                    {keys.split(' ').map((key, place) => (
                      <Kbd key={`${place}${key}`}>{key === 'mod' ? modKey() : key}</Kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** What the key for commands is called on this machine; the dialog is only ever rendered in a browser. */
export function modKey(): string {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl'
}
