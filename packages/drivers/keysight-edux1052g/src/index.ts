export { edux1052aDeclarations, edux1052gDeclarations } from "./settings.ts"
