package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// language is what the hosts of two languages do differently.
type language interface {
	// version is the command that prints the version of what runs programs.
	version() []string
	// program is the command that runs a Pulumi program, without its folder and its configuration.
	program(ctx context.Context, request *pulumirpc.RunRequest, engineAddress string) (*exec.Cmd, error)
	// plugin is the command that runs a plugin written in this language.
	plugin(ctx context.Context, request *pulumirpc.RunPluginRequest) (*exec.Cmd, error)
	// requiredPackages are the provider plugins of everything that a program depends on.
	requiredPackages(ctx context.Context, info *pulumirpc.ProgramInfo) ([]*pulumirpc.PackageDependency, error)
	dependencies(info *pulumirpc.ProgramInfo) ([]*pulumirpc.DependencyInfo, error)
	install(ctx context.Context, request *pulumirpc.InstallDependenciesRequest, stdout, stderr io.Writer) error
	// link makes a program depend on generated SDKs and says how it imports them.
	link(ctx context.Context, info *pulumirpc.ProgramInfo, sdks []sdk) (string, error)

	generatePackage(
		request *pulumirpc.GeneratePackageRequest, source *schema.Package, loader schema.ReferenceLoader,
	) (map[string][]byte, error)
	generateProgram(source *pcl.Program) (map[string][]byte, hcl.Diagnostics, error)
	generateProject(request *pulumirpc.GenerateProjectRequest, project workspace.Project, source *pcl.Program) error
}

// sdk is a generated package in the folder of a program.
type sdk struct {
	source *schema.Package
	path   string
}

// noPlugins is for languages whose plugins are executable files of their own.
type noPlugins struct{}

func (noPlugins) plugin(context.Context, *pulumirpc.RunPluginRequest) (*exec.Cmd, error) {
	return nil, fmt.Errorf("this language host runs programs only: a plugin has to be executable itself")
}

func (noPlugins) dependencies(*pulumirpc.ProgramInfo) ([]*pulumirpc.DependencyInfo, error) {
	return nil, nil
}

// entryPoint is the file or folder of a program, as seen from where it runs.
func entryPoint(info *pulumirpc.ProgramInfo) string {
	if info.GetEntryPoint() == "" {
		return "."
	}
	return info.GetEntryPoint()
}
