package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	generator "github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

type nodejs struct{}

func (nodejs) version() []string { return []string{"node", "--version"} }

func (nodejs) program(ctx context.Context, request *pulumirpc.RunRequest, engineAddress string) (*exec.Cmd, error) {
	info := request.GetInfo()
	runner, err := resolveModule(ctx, info.GetProgramDirectory(), "@pulumi/pulumi/cmd/run")
	if err != nil {
		return nil, err
	}
	args := append(nodeArguments(info), runner)
	for _, option := range [][2]string{
		{"--monitor", request.GetMonitorAddress()},
		{"--engine", engineAddress},
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
	args = append(append(args, entryPoint(info)), request.GetArgs()...)
	command := exec.CommandContext(ctx, "node", args...)
	command.Env = nodeEnvironment(info)
	return command, nil
}

func (nodejs) plugin(ctx context.Context, request *pulumirpc.RunPluginRequest) (*exec.Cmd, error) {
	directory := request.GetInfo().GetProgramDirectory()
	runner, err := resolveModule(ctx, directory, "@pulumi/pulumi/cmd/run-plugin")
	if err != nil {
		return nil, err
	}
	args := append(nodeArguments(request.GetInfo()), runner, directory)
	command := exec.CommandContext(ctx, "node", append(args, request.GetArgs()...)...)
	command.Env = append(nodeEnvironment(request.GetInfo()), request.GetEnv()...)
	return command, nil
}

func (nodejs) requiredPackages(
	_ context.Context, info *pulumirpc.ProgramInfo,
) ([]*pulumirpc.PackageDependency, error) {
	return requiredNodePackages(info.GetProgramDirectory())
}

func (nodejs) dependencies(info *pulumirpc.ProgramInfo) ([]*pulumirpc.DependencyInfo, error) {
	program, err := readManifest(filepath.Join(info.GetProgramDirectory(), manifestName))
	if err != nil {
		return nil, err
	}
	var result []*pulumirpc.DependencyInfo
	for name, version := range program.allDependencies() {
		result = append(result, &pulumirpc.DependencyInfo{Name: name, Version: version})
	}
	return result, nil
}

func (nodejs) install(
	ctx context.Context, request *pulumirpc.InstallDependenciesRequest, stdout, stderr io.Writer,
) error {
	_, err := npm.Install(ctx, npm.AutoPackageManager, request.GetInfo().GetProgramDirectory(), false, stdout, stderr)
	return err
}

func (nodejs) link(ctx context.Context, info *pulumirpc.ProgramInfo, sdks []sdk) (string, error) {
	manager, err := npm.ResolvePackageManager(npm.AutoPackageManager, info.GetProgramDirectory())
	if err != nil {
		return "", err
	}
	imports := ""
	for _, one := range sdks {
		name := "@pulumi/" + one.source.Name
		if settings, given := one.source.Language["nodejs"].(generator.NodePackageInfo); given && settings.PackageName != "" {
			name = settings.PackageName
		}
		if err := manager.Link(ctx, info.GetProgramDirectory(), name, one.path); err != nil {
			return "", err
		}
		imports += fmt.Sprintf("import * as %s from %q;\n", one.source.Name, name)
	}
	return imports, nil
}

func (nodejs) generatePackage(
	request *pulumirpc.GeneratePackageRequest, source *schema.Package, loader schema.ReferenceLoader,
) (map[string][]byte, error) {
	return generator.GeneratePackage(
		generatedBy, source, request.GetExtraFiles(), request.GetLocalDependencies(), request.GetLocal(), loader)
}

func (nodejs) generateProgram(source *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return generator.GenerateProgram(source)
}

func (nodejs) generateProject(
	request *pulumirpc.GenerateProjectRequest, project workspace.Project, source *pcl.Program,
) error {
	return generator.GenerateProject(
		request.GetTargetDirectory(), project, source, request.GetLocalDependencies(), false, "nodejs")
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
