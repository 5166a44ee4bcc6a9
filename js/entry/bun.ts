import { adopt } from '../runtime/current.js'
import { bun } from '../runtime/bun.js'
import { packagedFiles } from '../wasm/packaged.js'

adopt(bun, packagedFiles)

export * from '../api.js'
export { init as default } from '../api.js'
