import { adopt } from '../runtime/current.js'
import { edge } from '../runtime/edge.js'
import { packagedModule } from '../wasm/packaged_edge.js'

adopt(edge, packagedModule)

export * from '../api.js'
export { init as default } from '../api.js'
