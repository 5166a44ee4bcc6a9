import { adopt } from '../runtime/current.js'
import { cdn } from '../runtime/cdn.js'
import { packagedFiles } from '../wasm/packaged.js'

adopt(cdn, packagedFiles)

export * from '../api.js'
export { init as default } from '../api.js'
