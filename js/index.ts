// Node's entry, whose types are everyone's. js/entry/ holds the other runtimes'.
import { adopt } from './runtime/current.js'
import { node } from './runtime/node.js'
import { packagedFiles } from './wasm/packaged.js'

adopt(node, packagedFiles)

export * from './api.js'
export { init as default } from './api.js'
