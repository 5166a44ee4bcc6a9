import { adopt } from '../runtime/current.js'
import { workerd } from '../runtime/workerd.js'

adopt(workerd)

export * from '../api.js'
export { init as default } from '../api.js'
