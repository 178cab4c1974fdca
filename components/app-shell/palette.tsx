'use client'

import { nameText } from '#lib/format/names.ts'
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { CornerDownLeft, Layers, Search, Users, type LucideIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { scrimLook } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { navigationHref } from './navigation.ts'
import { useNavigation } from './use-navigation.ts'
import { usePaletteSearch } from './use-palette-search.ts'

interface PaletteItem {
  href: string
  label: string
  hint: string
  icon: LucideIcon
}

interface PaletteGroup {
  label: string
  items: PaletteItem[]
}

/** Search everything: pages, topics and groups of this cluster. Opened with Ctrl/⌘ K. */
export function Palette({ clusterId, onClose }: { clusterId: string; onClose: () => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const pages = useNavigation()
  const found = usePaletteSearch(clusterId, text)

  const words = text.trim().toLowerCase()
  const groups: PaletteGroup[] = [
    {
      label: 'Pages',
      items: pages
        .filter((page) => page.label.toLowerCase().includes(words))
        .map((page) => ({
          href: navigationHref(clusterId, page),
          label: page.label,
          hint: `g ${page.key}`,
          icon: page.icon,
        })),
    },
    {
      label: 'Topics',
      items: found.topics.map((topic) => ({
        href: pagePaths.topic(clusterId, topic.name),
        label: topic.name,
        hint: topic.deadLetterFor ? `dead letters of ${topic.deadLetterFor}` : '',
        icon: Layers,
      })),
    },
    {
      label: 'Consumer groups',
      items: found.groups.map((group) => ({
        href: pagePaths.group(clusterId, group.id),
        label: nameText(group.id),
        hint: group.state,
        icon: Users,
      })),
    },
  ].filter((group) => group.items.length > 0)

  const open = (item: PaletteItem) => {
    onClose()
    router.push(item.href)
  }

  return (
    <Dialog.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={scrimLook} />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center p-3 sm:pt-[12vh]">
          <Dialog.Popup
            aria-label="Go to"
            className="flex max-h-[min(30rem,100%)] w-full max-w-xl flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-pop outline-none"
          >
            <Autocomplete.Root
              open
              inline
              items={groups}
              value={text}
              onValueChange={(value, details) => {
                if (details.reason !== 'item-press') setText(value)
              }}
              filter={null}
              autoHighlight="always"
              keepHighlight
              itemToStringValue={(item: PaletteItem) => item.label}
            >
              <div className="flex h-11 shrink-0 items-center gap-2.5 border-b border-line px-3.5">
                <Search size={15} aria-hidden className="text-muted" />
                <Autocomplete.Input
                  aria-label="Go to a page, topic or group"
                  placeholder="Go to a page, topic or group …"
                  className="h-full w-full min-w-0 bg-transparent text-lg outline-none"
                />
                <Dialog.Close className="sr-only">Close</Dialog.Close>
              </div>
              <Autocomplete.Status className="sr-only">{found.searching ? 'Searching' : ''}</Autocomplete.Status>
              <Autocomplete.Empty>
                <p className="px-4 py-8 text-center text-muted empty:hidden">
                  {found.searching ? 'Searching …' : `Nothing here is called “${text}”.`}
                </p>
              </Autocomplete.Empty>
              <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 data-empty:p-0">
                {(group: PaletteGroup) => (
                  <Autocomplete.Group key={group.label} items={group.items}>
                    <Autocomplete.GroupLabel className="px-2 pt-2 pb-1 text-xs text-faint">
                      {group.label}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(item: PaletteItem) => (
                        <Autocomplete.Item
                          key={item.href}
                          value={item}
                          onClick={() => open(item)}
                          className="flex min-h-8 items-center gap-2.5 rounded-md px-2 outline-none select-none data-highlighted:bg-accent-soft"
                        >
                          <item.icon size={14} aria-hidden className="shrink-0 text-muted" />
                          <span className="min-w-0 flex-1 truncate">{item.label}</span>
                          <span className="shrink-0 text-sm text-muted">{item.hint}</span>
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
              <div className="flex items-center gap-1.5 border-t border-line px-3.5 py-2 text-sm text-muted max-sm:hidden">
                <Kbd>
                  <CornerDownLeft size={10} aria-label="Enter" />
                </Kbd>
                open
                <span className="w-2" />
                <Kbd>Esc</Kbd>
                close
              </div>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
