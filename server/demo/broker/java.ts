import { javaCommand } from '../prerequisites.mjs'
import { type SupervisedProcess, spawnSupervised } from '../supervised-process.mjs'

export interface JavaProgram {
  classPath: string
  mainClass: string
  args: readonly string[]
  /** The heap's limit in MiB. */
  heapMb: number
  logFile: string
  /** Further options of the virtual machine. */
  options?: readonly string[]
}

/**
 * Starts a Java program that ends with this process. The options favour a quick start and a small footprint over peak throughput:
 * one compiler tier, the serial collector, little logging.
 */
export function spawnJava(program: JavaProgram): SupervisedProcess {
  const options = [
    `-Xmx${program.heapMb}m`,
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Djava.awt.headless=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
    ...(program.options ?? []),
  ]
  const command = [...options, '-cp', program.classPath, program.mainClass, ...program.args]
  return spawnSupervised(javaCommand(), command, { logFile: program.logFile })
}
