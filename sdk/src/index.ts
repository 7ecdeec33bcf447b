export { Variable, type VariableArgs } from "./resources/variable.js";
