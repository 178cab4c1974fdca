/**
 * Runs before the first paint, so the chosen theme and rail width are there without a flash. It reads the keys of
 * lib/preferences. Browsers hide the nonce from the page once they have seen it.
 * zod is told not to try whether it may make code of text: the policy refuses that, and reports each try.
 */
const SCRIPT = `(function(){globalThis.__zod_globalConfig={jitless:true};var d=document.documentElement.dataset;function g(k){try{return localStorage.getItem(k)}catch(e){return null}}var t=g('tailrace.theme');d.theme=t==='light'||t==='dark'?t:matchMedia('(prefers-color-scheme:dark)').matches?'dark':'light';d.rail=g('tailrace.rail')==='collapsed'?'collapsed':'open'})()`

export function ThemeScript({ nonce }: { nonce: string | undefined }) {
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: SCRIPT }} />
}
