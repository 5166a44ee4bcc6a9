import { adopt } from '../runtime/current.js'
import { workerd } from '../runtime/workerd.js'
import { packagedModule } from '../wasm/packaged_workerd.js'

adopt(workerd, packagedModule)

export * from '../api.js'
export { init as default } from '../api.js'
