import { join } from 'node:path'
import { classArchiveOptions } from '../server/demo/broker/class-archive.ts'
import { spawnJava } from '../server/demo/broker/java.ts'
import { kafkaClassPath } from '../server/demo/broker/kafka-libs.ts'
import type { SupervisedProcess } from '../server/demo/supervised-process.mjs'

interface JavaTool {
  /** For example `org.apache.kafka.tools.consumer.ConsoleShareConsumer` or `org.apache.kafka.connect.cli.ConnectDistributed`. */
  mainClass: string
  args: readonly string[]
  /** The heap's limit in MiB; default 128, which is enough for a console client. */
  heapMb?: number
  /** The folder for its output, `<last part of mainClass>.log`. */
  folder: string
}

/** A running tool and the file with its output. */
export type RunningTool = SupervisedProcess & { readonly logFile: string }

/** Starts one of Apache Kafka's own programs (console clients, admin tools, Connect worker) from the embedded cluster's jars. */
export async function startJavaTool(tool: JavaTool): Promise<RunningTool> {
  const classPath = await kafkaClassPath()
  const options = await classArchiveOptions(classPath)
  const logFile = join(tool.folder, `${tool.mainClass.split('.').at(-1)}.log`)
  return { ...spawnJava({ heapMb: 128, ...tool, classPath, options, logFile }), logFile }
}
