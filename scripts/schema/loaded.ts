import { ComponentResource } from "@pulumi/pulumi";
import * as aws from "../../sdk/src/aws/index.js";
import * as azure from "../../sdk/src/azure/index.js";
import { connectionSettings } from "../../sdk/src/connection-settings.js";
import * as docker from "../../sdk/src/docker/index.js";
import * as gcp from "../../sdk/src/gcp/index.js";
import * as core from "../../sdk/src/index.js";
import * as kubernetes from "../../sdk/src/kubernetes/index.js";
import { definitions } from "../../sdk/src/provider.js";
import type { Component } from "./components.js";

const isComponent = (exported: unknown): exported is Component =>
  typeof exported === "function" && exported.prototype instanceof ComponentResource;

const components = [core, aws, azure, docker, gcp, kubernetes].flatMap((module) =>
  Object.values<unknown>(module).filter(isComponent),
);

/** What the package declares, as programs and providers load it. */
export const loaded = { definitions, components, connectionSettings };
