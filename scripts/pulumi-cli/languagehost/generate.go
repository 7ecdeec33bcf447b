package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blang/semver"
	generatorgo "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	generatornodejs "github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	generatorpython "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/proto/go/codegen"
)

// generatedBy names this program in the heads of the files that it generates.
const generatedBy = "pulumi-language-host"

// importers read what a schema says for one language.
var importers = map[string]schema.Language{
	"go":     generatorgo.Importer,
	"nodejs": generatornodejs.Importer,
	"python": generatorpython.Importer,
}

func (h *host) GeneratePackage(
	_ context.Context, request *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	client, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer client.Close()
	loader := schema.NewCachedLoader(client)
	var specification schema.PackageSpec
	if err := json.Unmarshal([]byte(request.GetSchema()), &specification); err != nil {
		return nil, err
	}
	options := schema.ValidationOptions{AllowDanglingReferences: true}
	source, found, err := schema.BindSpec(specification, loader, options)
	if err != nil {
		return nil, err
	}
	diagnostics := plugin.HclDiagnosticsToRPCDiagnostics(found)
	if found.HasErrors() {
		return &pulumirpc.GeneratePackageResponse{Diagnostics: diagnostics}, nil
	}
	files, err := h.language.generatePackage(request, source, loader)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.GeneratePackageResponse{Diagnostics: diagnostics}, writeFiles(request.GetDirectory(), files)
}

func (h *host) GenerateProgram(
	_ context.Context, request *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	folder, err := os.MkdirTemp("", "pulumi-program")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	files := map[string][]byte{}
	for name, text := range request.GetSource() {
		files[name] = []byte(text)
	}
	if err := writeFiles(folder, files); err != nil {
		return nil, err
	}
	program, diagnostics, err := bindProgram(folder, request.GetLoaderTarget(), request.GetStrict())
	if err != nil || program == nil {
		return &pulumirpc.GenerateProgramResponse{Diagnostics: diagnostics}, err
	}
	generated, found, err := h.language.generateProgram(program)
	return &pulumirpc.GenerateProgramResponse{
		Source: generated, Diagnostics: append(diagnostics, plugin.HclDiagnosticsToRPCDiagnostics(found)...),
	}, err
}

func (h *host) GenerateProject(
	_ context.Context, request *pulumirpc.GenerateProjectRequest,
) (*pulumirpc.GenerateProjectResponse, error) {
	var project workspace.Project
	if err := json.Unmarshal([]byte(request.GetProject()), &project); err != nil {
		return nil, err
	}
	program, diagnostics, err := bindProgram(request.GetSourceDirectory(), request.GetLoaderTarget(), request.GetStrict())
	if err == nil && program != nil {
		err = h.language.generateProject(request, project, program)
	}
	return &pulumirpc.GenerateProjectResponse{Diagnostics: diagnostics}, err
}

// Link makes a program depend on the SDKs that `package add` has written into its folder.
func (h *host) Link(ctx context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	client, err := schema.NewLoaderClient(request.GetLoaderTarget())
	if err != nil {
		return nil, err
	}
	defer client.Close()
	var sdks []sdk
	for _, dependency := range request.GetPackages() {
		source, err := loadPackage(ctx, client, dependency.GetPackage())
		if err != nil {
			return nil, err
		}
		sdks = append(sdks, sdk{source: source, path: dependency.GetPath()})
	}
	imports, err := h.language.link(ctx, request.GetInfo(), sdks)
	return &pulumirpc.LinkResponse{ImportInstructions: "The program imports it so:\n\n" + imports}, err
}

// bindProgram reads a program in Pulumi's own language, from which those of others are generated. It is nil where the
// diagnostics have errors.
func bindProgram(folder, loaderTarget string, strict bool) (*pcl.Program, []*codegen.Diagnostic, error) {
	client, err := schema.NewLoaderClient(loaderTarget)
	if err != nil {
		return nil, nil, err
	}
	defer client.Close()
	options := []pcl.BindOption{pcl.PreferOutputVersionedInvokes}
	if !strict {
		options = append(options, pcl.NonStrictBindOptions()...)
	}
	program, found, err := pcl.BindDirectory(folder, schema.NewCachedLoader(client), options...)
	if found.HasErrors() {
		program = nil
	}
	return program, plugin.HclDiagnosticsToRPCDiagnostics(found), err
}

func loadPackage(
	ctx context.Context, loader schema.ReferenceLoader, dependency *pulumirpc.PackageDependency,
) (*schema.Package, error) {
	descriptor := &schema.PackageDescriptor{Name: dependency.GetName(), DownloadURL: dependency.GetServer()}
	if version, err := semver.ParseTolerant(dependency.GetVersion()); err == nil {
		descriptor.Version = &version
	}
	reference, err := schema.LoadPackageReferenceV2(ctx, loader, descriptor)
	if err != nil {
		return nil, fmt.Errorf("load the schema of %s: %w", dependency.GetName(), err)
	}
	source, err := reference.Definition()
	if err != nil {
		return nil, err
	}
	return source, source.ImportLanguages(importers)
}

func writeFiles(folder string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
