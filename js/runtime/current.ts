// The one place that says which runtime this build is for.
export { node as runtime } from './node.js'
