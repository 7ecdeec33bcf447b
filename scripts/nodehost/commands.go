package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// programCommand is the Node.js process that runs a Pulumi program.
func (h *host) programCommand(ctx context.Context, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	info := request.GetInfo()
	runner, err := resolveModule(ctx, info.GetProgramDirectory(), "@pulumi/pulumi/cmd/run")
	if err != nil {
		return nil, err
	}
	configuration, err := configurationVariables(request)
	if err != nil {
		return nil, err
	}
	args := append(nodeArguments(info), runner)
	for _, option := range [][2]string{
		{"--monitor", request.GetMonitorAddress()},
		{"--engine", h.engineAddress},
		{"--organization", request.GetOrganization()},
		{"--project", request.GetProject()},
		{"--stack", request.GetStack()},
		{"--pwd", request.GetPwd()},
		{"--root-directory", info.GetRootDirectory()},
		{"--query-mode", strconv.FormatBool(request.GetQueryMode())},
		{"--parallel", strconv.Itoa(int(request.GetParallel()))},
	} {
		if option[1] != "" {
			args = append(args, option[0], option[1])
		}
	}
	if request.GetDryRun() {
		args = append(args, "--dry-run")
	}
	entryPoint := info.GetEntryPoint()
	if entryPoint == "" {
		entryPoint = "."
	}
	args = append(append(args, entryPoint), request.GetArgs()...)
	command := exec.CommandContext(ctx, "node", args...)
	command.Dir = request.GetPwd()
	command.Env = append(nodeEnvironment(info), configuration...)
	return command, nil
}

// pluginCommand is the Node.js process that runs a Pulumi plugin written in JavaScript or TypeScript.
func pluginCommand(ctx context.Context, request *pulumirpc.RunPluginRequest) (*exec.Cmd, error) {
	directory := request.GetInfo().GetProgramDirectory()
	runner, err := resolveModule(ctx, directory, "@pulumi/pulumi/cmd/run-plugin")
	if err != nil {
		return nil, err
	}
	args := append(nodeArguments(request.GetInfo()), runner, directory)
	command := exec.CommandContext(ctx, "node", append(args, request.GetArgs()...)...)
	command.Dir = request.GetPwd()
	command.Env = append(nodeEnvironment(request.GetInfo()), request.GetEnv()...)
	return command, nil
}

// resolveModule finds a file of an installed module the way a program in the directory would.
func resolveModule(ctx context.Context, directory, module string) (string, error) {
	command := exec.CommandContext(ctx, "node", "-e", "console.log(require.resolve(process.argv[1]))", module)
	command.Dir = directory
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s is not installed in %s: run `npm install`", module, directory)
	}
	return strings.TrimSpace(string(output)), nil
}

// configurationVariables hands the stack's configuration to the program.
func configurationVariables(request *pulumirpc.RunRequest) ([]string, error) {
	values := map[string]string{}
	for name, value := range request.GetConfig() {
		key, err := config.ParseKey(name)
		if err != nil {
			return nil, err
		}
		values[key.Namespace()+":config:"+key.Name()] = value
	}
	valuesText, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	secretsText, err := json.Marshal(append([]string{}, request.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}
	return []string{
		"PULUMI_CONFIG=" + string(valuesText),
		"PULUMI_CONFIG_SECRET_KEYS=" + string(secretsText),
	}, nil
}

func nodeArguments(info *pulumirpc.ProgramInfo) []string {
	arguments, _ := runtimeOption(info, "nodeargs").(string)
	return strings.Fields(arguments)
}

func nodeEnvironment(info *pulumirpc.ProgramInfo) []string {
	environment := os.Environ()
	if typescript, given := runtimeOption(info, "typescript").(bool); typescript || !given {
		environment = append(environment, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if path, given := runtimeOption(info, "tsconfig").(string); given {
		environment = append(environment, "PULUMI_NODEJS_TSCONFIG_PATH="+path)
	}
	return environment
}

// runtimeOption is an entry of `runtime.options` in Pulumi.yaml, or nil.
func runtimeOption(info *pulumirpc.ProgramInfo, name string) any {
	return info.GetOptions().AsMap()[name]
}
