package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	generator "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

type golang struct {
	noPlugins
	scratch string
}

func (golang) version() []string { return []string{"go", "version"} }

func (g golang) program(ctx context.Context, request *pulumirpc.RunRequest, engineAddress string) (*exec.Cmd, error) {
	executable := filepath.Join(g.scratch, "program")
	if err := goCommand(ctx, request.GetInfo().GetProgramDirectory(), "build", "-o", executable, "."); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, executable, request.GetArgs()...)
	command.Env = append(os.Environ(),
		"PULUMI_MONITOR="+request.GetMonitorAddress(),
		"PULUMI_ENGINE="+engineAddress,
		"PULUMI_ORGANIZATION="+request.GetOrganization(),
		"PULUMI_PROJECT="+request.GetProject(),
		"PULUMI_ROOT_DIRECTORY="+request.GetInfo().GetRootDirectory(),
		"PULUMI_STACK="+request.GetStack(),
		"PULUMI_DRY_RUN="+strconv.FormatBool(request.GetDryRun()),
		"PULUMI_PARALLEL="+strconv.Itoa(int(request.GetParallel())),
	)
	return command, nil
}

// requiredPackages are none: each resource of a Go SDK names its plugin when it is registered.
func (golang) requiredPackages(context.Context, *pulumirpc.ProgramInfo) ([]*pulumirpc.PackageDependency, error) {
	return nil, nil
}

func (golang) install(
	ctx context.Context, request *pulumirpc.InstallDependenciesRequest, _, _ io.Writer,
) error {
	return goCommand(ctx, request.GetInfo().GetProgramDirectory(), "mod", "tidy")
}

func (golang) link(ctx context.Context, info *pulumirpc.ProgramInfo, sdks []sdk) (string, error) {
	imports := ""
	for _, one := range sdks {
		settings, given := one.source.Language["go"].(generator.GoPackageInfo)
		if !given || settings.ImportBasePath == "" {
			return "", fmt.Errorf("the schema of %s has no language.go.importBasePath", one.source.Name)
		}
		module := settings.ModulePath
		if module == "" {
			module = path.Dir(settings.ImportBasePath)
		}
		replacement := module + "=./" + filepath.ToSlash(one.path)
		if err := goCommand(ctx, info.GetProgramDirectory(), "mod", "edit", "-replace", replacement); err != nil {
			return "", err
		}
		imports += fmt.Sprintf("import %q\n", settings.ImportBasePath)
	}
	return imports, nil
}

func (golang) generatePackage(
	request *pulumirpc.GeneratePackageRequest, source *schema.Package, _ schema.ReferenceLoader,
) (map[string][]byte, error) {
	return generator.GeneratePackage(generatedBy, source, request.GetLocalDependencies())
}

func (golang) generateProgram(source *pcl.Program) (map[string][]byte, hcl.Diagnostics, error) {
	return generator.GenerateProgram(source)
}

func (golang) generateProject(
	request *pulumirpc.GenerateProjectRequest, project workspace.Project, source *pcl.Program,
) error {
	return generator.GenerateProject(request.GetTargetDirectory(), project, source, request.GetLocalDependencies())
}

// goCommand runs a command of Go to its end. What it prints is the error of one that fails.
func goCommand(ctx context.Context, directory string, args ...string) error {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = directory
	output, err := command.CombinedOutput()
	if err != nil {
		return errors.New(strings.TrimSpace(string(output)) + "\n`" + command.String() + "` failed")
	}
	return nil
}
