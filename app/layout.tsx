import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Providers } from '#components/app-shell/providers.tsx'
import { ThemeScript } from '#components/app-shell/theme-script.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Tailrace', template: '%s · Tailrace' },
  description: 'A web console and event explorer for Apache Kafka',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#1a1b1b' },
  ],
}

/** No page is made beforehand: each has a nonce of its own, which `server/main.ts` allows the scripts of. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head>
        <ThemeScript nonce={nonce} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
