import { adopt } from '../runtime/current.js'
import { cdn } from '../runtime/cdn.js'
import { packagedModule } from '../wasm/packaged.js'

adopt(cdn, packagedModule)

export * from '../api.js'
export { init as default } from '../api.js'
