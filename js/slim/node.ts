import { adopt } from '../runtime/current.js'
import { node } from '../runtime/node.js'

adopt(node)

export * from '../api.js'
export { init as default } from '../api.js'
