import { adopt } from '../runtime/current.js'
import { edge } from '../runtime/edge.js'
import { packagedFiles } from '../wasm/packaged_edge.js'

adopt(edge, packagedFiles)

export * from '../api.js'
export { init as default } from '../api.js'
