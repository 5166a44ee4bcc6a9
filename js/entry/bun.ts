import { adopt } from '../runtime/current.js'
import { bun } from '../runtime/bun.js'
import { packagedModule } from '../wasm/packaged.js'

adopt(bun, packagedModule)

export * from '../api.js'
export { init as default } from '../api.js'
