import { pluginBinding } from "../support/plugin-binding";
import { testRules } from "./rules";

testRules(pluginBinding);
