/**
 * Runs before the first paint, so the chosen theme and rail width are there without a flash. It reads the keys of
 * lib/preferences; being constant text, a content security policy can allow it by its hash.
 */
const SCRIPT = `(function(){var d=document.documentElement.dataset;function g(k){try{return localStorage.getItem(k)}catch(e){return null}}var t=g('tailrace.theme');d.theme=t==='light'||t==='dark'?t:matchMedia('(prefers-color-scheme:dark)').matches?'dark':'light';d.rail=g('tailrace.rail')==='collapsed'?'collapsed':'open'})()`

export function ThemeScript() {
  return <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />
}
