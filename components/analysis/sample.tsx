import type { SampleText } from '#lib/contract/analysis.ts'

/** Some content of the topic on one line. */
export function Sample({ sample }: { sample: SampleText }) {
  if (sample.text === '') return <span className="text-muted italic">empty</span>
  return (
    <span className="font-mono text-sm" data-tip={sample.hex ? 'Bytes that are not text, in hex' : undefined}>
      {sample.hex ? '0x' : ''}
      {sample.text}
      {sample.truncated ? '…' : ''}
    </span>
  )
}
