package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	generator "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
)

// programRunner is Pulumi's own script that runs a program; it lies beside this program.
const programRunner = "pulumi-language-python-exec"

// findPlugins prints the `pulumi-plugin.json` of every package that a program can import.
//
//go:embed find_plugins.py
var findPlugins string

type python struct{ noPlugins }

func (python) version() []string { return []string{"python3", "--version"} }

func (python) program(ctx context.Context, request *pulumirpc.RunRequest, engineAddress string) (*exec.Cmd, error) {
	info := request.GetInfo()
	tools, err := toolsOf(info)
	if err != nil {
		return nil, err
	}
	if err := tools.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"-u", filepath.Join(filepath.Dir(executable), programRunner)}
	for _, option := range [][2]string{
		{"--monitor", request.GetMonitorAddress()},
		{"--engine", engineAddress},
		{"--organization", request.GetOrganization()},
		{"--project", request.GetProject()},
		{"--root_directory", info.GetRootDirectory()},
		{"--stack", request.GetStack()},
		{"--pwd", request.GetPwd()},
		{"--dry_run", strconv.FormatBool(request.GetDryRun())},
		{"--parallel", strconv.Itoa(int(request.GetParallel()))},
	} {
		if option[1] != "" {
			args = append(args, option[0], option[1])
		}
	}
	return tools.Command(ctx, append(append(args, entryPoint(info)), request.GetArgs()...)...)
}

func (python) requiredPackages(
	ctx context.Context, info *pulumirpc.ProgramInfo,
) ([]*pulumirpc.PackageDependency, error) {
	tools, err := toolsOf(info)
	if err != nil {
		return nil, err
	}
	command, err := tools.Command(ctx, "-c", findPlugins)
	if err != nil {
		return nil, err
	}
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("look for the plugins that Python packages need: %w", err)
	}
	var plugins []struct{ Name, Version, Server string }
	if err := json.Unmarshal(output, &plugins); err != nil {
		return nil, err
	}
	var result []*pulumirpc.PackageDependency
	for _, one := range plugins {
		result = append(result, &pulumirpc.PackageDependency{
			Name: one.Name, Kind: "resource", Version: "v" + one.Version, Server: one.Server,
		})
	}
	return result, nil
}

func (python) install(
	ctx context.Context, request *pulumirpc.InstallDependenciesRequest, stdout, stderr io.Writer,
) error {
	tools, err := toolsOf(request.GetInfo())
	if err != nil {
		return err
	}
	directory := request.GetInfo().GetProgramDirectory()
	return tools.InstallDependencies(ctx, directory, request.GetUseLanguageVersionTools(), true, stdout, stderr)
}

func (python) link(ctx context.Context, info *pulumirpc.ProgramInfo, sdks []sdk) (string, error) {
	tools, err := toolsOf(info)
	if err != nil {
		return "", err
	}
	paths, imports := map[string]string{}, ""
	for _, one := range sdks {
		name := "pulumi_" + one.source.Name
		if settings, given := one.source.Language["python"].(generator.PackageInfo); given && settings.PackageName != "" {
			name = settings.PackageName
		}
		paths[name] = one.path
		imports += fmt.Sprintf("import %s as %s\n", name, one.source.Name)
	}
	return imports, tools.LinkPackages(ctx, paths)
}

func (python) generatePackage(
	request *pulumirpc.GeneratePackageRequest, source *schema.Package, loader schema.ReferenceLoader,
) (map[string][]byte, error) {
	return generator.GeneratePackage(generatedBy, source, request.GetExtraFiles(), loader)
}

func (python) generateProgram(source *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return generator.GenerateProgram(source)
}

func (python) generateProject(
	request *pulumirpc.GenerateProjectRequest, project workspace.Project, source *pcl.Program,
) error {
	return generator.GenerateProject(
		request.GetTargetDirectory(), project, source, request.GetLocalDependencies(), "", "")
}

// toolsOf is the package manager of a program and its virtual environment.
func toolsOf(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	virtualEnvironment, _ := runtimeOption(info, "virtualenv").(string)
	options := toolchain.PythonOptions{
		Root: info.GetRootDirectory(), ProgramDir: info.GetProgramDirectory(), Virtualenv: virtualEnvironment,
	}
	switch name, _ := runtimeOption(info, "toolchain").(string); name {
	case "pip":
		options.Toolchain = toolchain.Pip
	case "poetry":
		options.Toolchain = toolchain.Poetry
	case "uv":
		options.Toolchain = toolchain.Uv
	}
	return toolchain.ResolveToolchain(options)
}
