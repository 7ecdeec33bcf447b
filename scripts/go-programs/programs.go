// Package programs names what Pulumi programs in Go import, for go.mod and go.sum to have all of it.
package programs

import (
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)
