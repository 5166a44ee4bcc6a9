import { adopt } from '../runtime/current.js'
import { workerd } from '../runtime/workerd.js'
import { packagedFiles } from '../wasm/packaged_workerd.js'

adopt(workerd, packagedFiles)

export * from '../api.js'
export { init as default } from '../api.js'
