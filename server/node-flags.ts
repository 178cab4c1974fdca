/** What `npm start` in package.json gives Node: a small young generation keeps an idle console under 150 MB. */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4']
