/** Where a mistake is found: by the compiler, or by a preview. */
export type Found = "types" | "preview";

/** What a user could write, and where it has to be found. The resource at fault is called NAME. */
export interface Mistake {
  mistake: string;
  found: Found;
  code: string;
}

const types = (mistake: string, code: string): Mistake => ({ mistake, found: "types", code });
const preview = (mistake: string, code: string): Mistake => ({ mistake, found: "preview", code });

const deployment = (args: string) => `new syntask.Deployment(NAME, { entrypoint: "etl.py:main", ${args} });`;
const schema = `parameterOpenApiSchema: { type: "object", properties: { limit: { type: "integer" } }, required: ["limit"] }`;
const automation = (args: string) =>
  `new syntask.Automation(NAME, { trigger: { type: "event", posture: "Reactive", expect: ["a.b"] }, actions: [], ${args} });`;
const project = (file: string) => `new syntask.SyntaskProject(NAME, { folder: projectOf(${JSON.stringify(file)}) });`;

const names = [
  preview("a slash in a flow's name", "new syntask.Flow(NAME, { name: 'a/b' });"),
  preview("a text where a flag is", "new syntask.WorkPool(NAME, { type: 'process', paused: 'yes' as never });"),
  preview("a blank name", "new syntask.Flow(NAME, { name: ' ' });"),
  preview("capitals in a block's name", "new syntask.Secret(NAME, { name: 'My_Token', value: 'x' });"),
  preview("a dash in a variable's name", "new syntask.Variable(NAME, { name: 'batch-size', value: 1 });"),
  preview("a name that is no text", "new syntask.Flow(NAME, { name: 1 as never });"),
  preview("a variable that is too large", "new syntask.Variable(NAME, { value: 'x'.repeat(6000) });"),
  types("a misspelt arg", "new syntask.WorkPool(NAME, { type: 'process', discription: 'x' });"),
  types("an arg that is missing", "new syntask.Deployment(NAME, {});"),
  types("a text where a number is", "new syntask.GlobalConcurrencyLimit(NAME, { limit: '5' });"),
  types("a number where a flag is", deployment("paused: 1")),
  types("a collision strategy that is none", deployment('collisionStrategy: "WAIT"')),
];

const places = [
  preview("an entrypoint without a function", "new syntask.Deployment(NAME, { entrypoint: 'etl.py' });"),
  preview("an entrypoint with parentheses", "new syntask.Deployment(NAME, { entrypoint: 'etl.py:main()' });"),
  preview("a module beside pull steps", "new syntask.Deployment(NAME, { entrypoint: 'a.b.main', storage });"),
  preview("a pool that is not there", deployment('workPool: "of-nobody"')),
  preview("a queue without its pool", deployment('workQueue: "urgent"')),
  preview("a type of pools that is none", "new syntask.WorkPool(NAME, { type: 'dockr' as string });"),
  preview("a push pool on a server of one's own", "new syntask.WorkPool(NAME, { type: 'ecs:push' });"),
  preview("a limit below none", "new syntask.WorkPool(NAME, { type: 'process', concurrencyLimit: -1 });"),
  preview("half a run", "new syntask.WorkPool(NAME, { type: 'process', concurrencyLimit: 1.5 });"),
  preview("a priority of 0", "new syntask.WorkQueue(NAME, { workPool: pool, priority: 0 });"),
  preview(
    "a template without variables",
    "new syntask.WorkPool(NAME, { type: 'process', baseJobTemplate: { job_configuration: { a: 1 } } });",
  ),
  preview(
    "a placeholder that the template has no variable for",
    "new syntask.WorkPool(NAME, { type: 'process', baseJobTemplate: { job_configuration: { image: '{{ imagee }}' }, variables: { properties: { image: {} } } } });",
  ),
];

const jobVariables = [
  types("a misspelt job variable of a typed pool", deployment("workPool: typed, jobVariables: { imagee: 'x' }")),
  types("a pull policy that is none", deployment("workPool: typed, jobVariables: { imagePullPolicy: 'Sometimes' }")),
  types("memory without a unit", "new syntask.WorkPool(NAME, { type: 'ecs', jobDefaults: { memory: '2 gigs' } });"),
  types(
    "a default of the wrong type",
    "new syntask.WorkPool(NAME, { type: 'process', jobDefaults: { streamOutput: 'yes' } });",
  ),
  preview("a misspelt job variable", deployment("workPool: pool, jobVariables: { working_dirr: 'x' }")),
  preview("a misspelt job variable in camel case", deployment("workPool: pool, jobVariables: { workingDirr: 'x' }")),
  preview("a job variable of the wrong type", deployment("workPool: pool, jobVariables: { stream_output: 'loud' }")),
  preview(
    "a misspelt default",
    "new syntask.WorkPool(NAME, { type: 'docker' as string, jobDefaults: { imagee: 'x' } });",
  ),
];

const parameters = [
  preview("a misspelt parameter", deployment(`${schema}, parameters: { limits: 50 }`)),
  preview("a parameter that the flow does not take", deployment(`${schema}, parameters: { limit: 1, warehouse: "a" }`)),
  preview("a parameter of the wrong type", deployment(`${schema}, parameters: { limit: "many" }`)),
  preview("a required parameter that a scheduled run lacks", deployment(`${schema}, schedules: [{ cron: "@daily" }]`)),
];

const schedule = (one: string) => deployment(`schedules: [${one}]`);
const schedules = [
  types("a schedule of two kinds", schedule('{ cron: "@daily", interval: 60 }')),
  types("a misspelt option of a schedule", schedule('{ cron: "@daily", timezon: "UTC" }')),
  types("an option of another kind of schedule", schedule("{ interval: 60, dayOr: true }")),
  preview("a schedule that is no list", deployment('schedules: { cron: "@daily" } as never')),
  preview("a schedule of no kind", schedule("{ timezone: 'UTC' } as never")),
  preview("four fields", schedule('{ cron: "0 6 * *" }')),
  preview("an hour that no day has", schedule('{ cron: "0 26 * * *" }')),
  preview("a range that is turned round", schedule('{ cron: "0 22-6 * * *" }')),
  preview("a time by chance", schedule('{ cron: "H 6 * * *" }')),
  preview("a last Friday in another writing", schedule('{ cron: "0 6 * * 5L" }')),
  preview("a macro that is none", schedule('{ cron: "@reboot" }')),
  preview("an interval of 0", schedule("{ interval: 0 }")),
  preview("an interval beyond all time", schedule("{ interval: 1e14 }")),
  preview("an anchor that is no time", schedule('{ interval: 60, anchorDate: "tomorrow" }')),
  preview("a rule without a frequency", schedule('{ rrule: "BYDAY=MO" }')),
  preview("a rule with an hour that no day has", schedule('{ rrule: "FREQ=DAILY;BYHOUR=25" }')),
  preview("a misspelt part of a rule", schedule('{ rrule: "FREQ=DAILY;BYDAYS=MO" }')),
  preview("a city for a zone", schedule('{ cron: "@daily", timezone: "Berlin" }')),
  preview("a zone in lowercase", schedule('{ cron: "@daily", timezone: "europe/berlin" }')),
  preview("an offset for a zone", schedule('{ cron: "@daily", timezone: "+01:00" }')),
  preview("more runs ahead than there may be", schedule('{ cron: "@daily", maxScheduledRuns: 51 }')),
];

const steps = [
  preview("storage beside pull steps", deployment("storage, pullSteps: []")),
  preview("a step without a module", deployment("pullSteps: [{ git_clone: {} }]")),
  preview("a step without arguments", deployment("pullSteps: [{ 'a.b': null as never }]")),
  preview("a clone of nothing", deployment("pullSteps: [{ 'prefect.deployments.steps.git_clone': {} }]")),
  preview("a block inside other text", deployment("pullSteps: [{ 'a.b': { url: 'x{{ prefect.blocks.secret.a }}' } }]")),
];

const git = (args: string) => `new syntask.GitFlowStorage(NAME, { ${args} });`;
const storages = [
  preview(
    "a repository in the writing of SSH",
    git("repository: 'git@github.com:example/flows.git', accessToken: 'a'"),
  ),
  preview("a token in the URL", git("repository: 'https://me:hush@git.example.com/a.git'")),
  preview(
    "a token beside credentials",
    git(
      "repository: 'https://git.example.com/a.git', accessToken: 'a', credentials: '{{ prefect.blocks.github-credentials.a }}' as never",
    ),
  ),
  preview("a blank path", "new syntask.LocalFlowStorage(NAME, { path: ' ' });"),
  preview(
    "a file that the folder lacks",
    "new syntask.Deployment(NAME, { entrypoint: 'elt.py:main', storage: new syntask.LocalFlowStorage(NAME + '-code', { path: code }) });",
  ),
  preview(
    "a function that the file lacks",
    "new syntask.Deployment(NAME, { entrypoint: 'etl.py:mian', storage: new syntask.LocalFlowStorage(NAME + '-code', { path: code }) });",
  ),
  preview(
    "a function that is no flow",
    "new syntask.Deployment(NAME, { entrypoint: 'etl.py:plain', storage: new syntask.LocalFlowStorage(NAME + '-code', { path: code }) });",
  ),
  preview(
    "a folder of code that is not there",
    "new syntask.FlowCode(NAME, { store: 's3', location: { bucket: 'code' }, source: './nowhere' });",
  ),
  preview(
    "a folder that leads upwards",
    "new syntask.FlowCode(NAME, { store: 's3', location: { bucket: 'code' }, source: code, folder: '../up' });",
  ),
  preview(
    "one release",
    "new syntask.FlowCode(NAME, { store: 's3', location: { bucket: 'code' }, source: code, releases: { keep: 1 } });",
  ),
  types(
    "a store that is none",
    "new syntask.FlowCode(NAME, { store: 's4', location: { bucket: 'code' }, source: code });",
  ),
];

const s3 = (args: string) => `new S3FlowStorage(NAME, { ${args} });`;
const clouds = [
  types("an access that is none", s3("access: 'keys'")),
  preview("ACLs of a new bucket", s3("bucketArgs: { acl: 'private' }")),
  preview("a bucket's name in capitals", s3("bucketArgs: { bucket: 'Flows' }")),
  preview("a given bucket and settings of a new one", s3("bucket: 'flows', bucketArgs: { tags: {} }")),
  preview("the region of a new bucket", s3("region: 'eu-west-1'")),
  preview("readers without a runtime's access", s3("readers: ['role']")),
  preview("the ARN of a role", s3("access: 'runtime', readers: ['arn:aws:iam::1:role/worker']")),
  preview("a KMS key that is none", s3("kmsKeyArn: 'alias/key'")),
  preview("an endpoint that is no URL", s3("bucket: 'flows', endpoint: 'minio:9000'")),
  preview("ignore patterns without a source", s3("bucket: 'flows', ignore: ['*.tmp']")),
];

const images = [
  preview("neither an image nor a build", "new DockerFlowStorage(NAME, {});"),
  preview("an image whose name is none", "new DockerFlowStorage(NAME, { image: 'https://registry.example.com/a:1' });"),
  preview("an image and a build", "new DockerFlowStorage(NAME, { image: 'a:1', build: code });"),
  preview(
    "a build that nobody can pull",
    "new DockerFlowStorage(NAME, { build: './nowhere', registry: { server: 'registry.example.com' } });",
  ),
  preview(
    "a path that is none in an image",
    "new DockerFlowStorage(NAME, { image: 'registry.example.com/a:1', path: 'flows', verify: false });",
  ),
  preview(
    "a user without a password",
    "new DockerFlowStorage(NAME, { image: 'registry.example.com/a:1', registry: { server: 'registry.example.com', username: 'me' }, verify: false });",
  ),
];

const automations = [
  types("an action that is none", automation("actionsOnTrigger: [{ type: 'stop' }]")),
  types("an action without what it needs", automation("actionsOnTrigger: [{ type: 'change-flow-run-state' }]")),
  preview(
    "a state that is none",
    automation("actionsOnTrigger: [{ type: 'change-flow-run-state', state: 'DONE' as never }]"),
  ),
];

const files = [
  preview(
    "a file with two mistakes",
    project("deployments:\n  - name: a\n    entrypoint: etl.py:main\n    schedules:\n      - cron: '0 6 * *'\n"),
  ),
  preview(
    "a misspelt key of a file",
    project("deployments:\n  - name: a\n    entrypoint: etl.py:main\n    work_pol: { name: x }\n"),
  ),
  preview(
    "a number for a version",
    project("deployments:\n  - name: a\n    entrypoint: etl.py:main\n    version: 1\n    work_pool: { name: x }\n"),
  ),
  preview("two files in one", project("deployments: []\n---\ndeployments: []\n")),
  preview("a file that is no YAML", project("deployments: [\n")),
  preview(
    "a word for a limit",
    project(
      "deployments:\n  - name: a\n    entrypoint: etl.py:main\n    work_pool: { name: x }\n    concurrency_limit: many\n",
    ),
  ),
  preview("a tab", project("deployments:\n\t- name: a\n")),
  preview(
    "a flow that a file's code lacks",
    project("deployments:\n  - name: a\n    entrypoint: etl.py:mian\n    work_pool: { name: x }\n"),
  ),
  preview(
    "a posture that is none in a file",
    project(
      "deployments:\n  - name: a\n    entrypoint: etl.py:main\n    work_pool: { name: x }\n    triggers:\n      - { expect: [a.b], posture: reactive }\n",
    ),
  ),
  preview("a folder without a file", "new syntask.SyntaskProject(NAME, { folder: code });"),
];

export const mistakes: readonly Mistake[] = [
  ...names,
  ...places,
  ...jobVariables,
  ...parameters,
  ...schedules,
  ...steps,
  ...storages,
  ...clouds,
  ...images,
  ...automations,
  ...files,
];
