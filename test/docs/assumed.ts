import type { secretsmanager } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Deployment, FlowStorage, WorkPool } from "pulumi-syntask";

/** What parts of programs in the documentation leave to the text around them. */
export * as aws from "@pulumi/aws";
export * as pulumi from "@pulumi/pulumi";
export * as syntask from "pulumi-syntask";
export { EcsInfrastructure, pullFromS3, S3FlowStorage } from "pulumi-syntask/aws";
export { DockerFlowStorage } from "pulumi-syntask/docker";

export declare const accessToken: pulumi.Output<string>;
export declare const boundaryArn: string;
export declare const config: pulumi.Config;
export declare const nightly: Deployment;
export declare const pool: WorkPool;
export declare const repository: string;
export declare const secret: secretsmanager.Secret;
export declare const storage: FlowStorage;
export declare const token: pulumi.Output<string>;
